/** The words of the list, the forms and the ways on, in English: they come with the file that shows them. */

export const PAGES_ENGLISH = {
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
  before: "Before the first question",
  consent: "What you type is sent to {name}’s assistant and to its AI provider, and kept. An answer can be wrong.",
  agree: "Agree and start",
};
