/** The words of the form and the list, in English: they come with the file that shows them. */

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
};
