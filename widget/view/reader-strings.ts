/** The words of sources, in English: they come with the file that shows them. */

export const READER_ENGLISH = {
  open: "Open at this passage",
  gone: "This page no longer holds these words.",
  previous: "Previous source",
  next: "Next source",
  page: "Page {n}",
  among: "{n} of {m}",
};
