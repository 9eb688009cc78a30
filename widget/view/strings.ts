/**
 * Every visible or spoken word of the panel, in English, by the file it comes with. Locale files hold all the
 * keys; `{…}` marks what is filled in. The launcher's own two words stand in `launcher.ts`.
 */

import type { PROBLEM_ENGLISH } from "../../ui/problems.ts";
import type { CHAT_ENGLISH } from "./chat-strings.ts";
import type { PAGES_ENGLISH } from "./pages-strings.ts";
import type { READER_ENGLISH } from "./reader-strings.ts";

export const ENGLISH = {
  title: "Assistant",
  answers: "AI · answers from our pages",
  notice: "AI answers from our pages and can be wrong.",
  privacy: "Privacy",
  greeting: "Hi! Ask me anything about this site.",
  suggestions: "Suggestions",
  close: "Close",
  list: "Conversations",
  log: "Conversation",
  back: "Back to the chat",
  input: "Your question",
  placeholder: "Ask a question",
  send: "Send",
  stop: "Stop",
  over: "{n} characters too many",
  place: "Source {n} of {m}",
  ready: "An answer is ready",
};

/** Those that come with the later files have their English there. */
export type Strings = typeof ENGLISH &
  Partial<typeof CHAT_ENGLISH & typeof READER_ENGLISH & typeof PAGES_ENGLISH & typeof PROBLEM_ENGLISH>;
export type AllStrings = Required<Strings>;
