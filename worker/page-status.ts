/** What became of an address, for its owner: the closed list, each with what it means and what to do about it. */

export const PAGE_STATUSES = {
  queued: ["It waits for its turn.", "Nothing to do: it is read soon."],
  indexed: ["It was read, and answers.", "Nothing to do."],
  unchanged: ["It is as it was the last time, and answers.", "Nothing to do."],
  "duplicate-of": [
    "Its text is that of another page, which answers for both.",
    "Nothing to do, or give it a text of its own.",
  ],
  "alias-of": [
    "It names another page as its canonical address, which answers for it.",
    "If it is a page of its own, let its canonical link name itself.",
  ],
  redirected: [
    "It leads to another address, which is read in its place.",
    "Nothing to do. Links to it could be mended.",
  ],
  noindex: ["It asks not to be indexed.", "Take noindex out of its robots meta tag or its X-Robots-Tag header."],
  "blocked-by-robots": [
    "robots.txt does not let it be read.",
    "Allow the user agent vegarag there, or see that robots.txt can be read at all.",
  ],
  "blocked-by-signal": [
    "The site's Content-Signal says that its pages must not be used for answers.",
    "Say search=yes, ai-input=yes for the user agent vegarag.",
  ],
  excluded: ["The source's include or exclude leaves it out.", "Change the globs of the source."],
  "too-deep": [
    "It is more links away from the first page than the source follows.",
    "Raise max_depth, or list it in a sitemap.",
  ],
  "too-many-pages": [
    "The source has taken as many pages as it may.",
    "Raise max_pages, or leave out what answers nothing.",
  ],
  "too-large": ["It is larger than a page may be.", "Split it, or send the text as a document."],
  "unsupported-type": ["It is of a kind that is not read, such as an image.", "Nothing to do, or exclude it."],
  empty: ["There is no text on it.", "If there is, see which part of the page the source's selectors choose."],
  "needs-browser": [
    "Its text is made by scripts, and the page itself holds next to none.",
    "Render it on the server, offer it as Markdown, or bind a browser to this deployment.",
  ],
  unreadable: [
    "Its text cannot be decoded, or its file cannot be read.",
    "Declare the right charset, or save it as UTF-8.",
  ],
  timeout: ["It took too long to answer.", "See why it is slow; it is tried again with the next sync."],
  "http-error": [
    "The site answered with an error.",
    "Mend the page or the links to it; it is tried again with the next sync.",
  ],
  "refused-address": [
    "Its address is not one of the public web, its name is not known, or its certificate is not valid.",
    "Use its public name with https.",
  ],
  stale: [
    "It could not be read this time: what was read last goes on answering.",
    "See whether the page is still there.",
  ],
  gone: ["It was missing in two syncs, and answers no more.", "Nothing to do, or put it back."],
  failed: ["Something went wrong on our side.", "It is tried again with the next sync."],
} as const satisfies Record<string, readonly [sentence: string, advice: string]>;

export type PageStatus = keyof typeof PAGE_STATUSES;

/** Pages whose text answers. */
export const ANSWERING: readonly PageStatus[] = ["indexed", "unchanged", "stale"];
