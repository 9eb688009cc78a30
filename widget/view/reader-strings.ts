/** The words of sources, forms and lists, in English: they come with the file that shows them. */

export const READER_ENGLISH = {
  open: "Open at this passage",
  gone: "This page no longer holds these words.",
  previous: "Previous source",
  next: "Next source",
  page: "Page {n}",
  fresh: "New conversation",
  remove: "Delete: {title}",
  removed: "“{title}” deleted",
  undo: "Undo",
  now: "Now",
  name: "Name",
  email: "E-mail",
  about: "What is it about?",
  along: "This conversation ({n} messages) goes along.",
  notNow: "Not now",
  passed: "Passed on to {name}. Your reference is {id}.",
};
