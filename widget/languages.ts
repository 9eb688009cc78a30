/** The languages there are words in beside English, one file of `locales/` each, and those that are read from right to left. */
export const LANGUAGES = /^(ar|de|es|fa|fr|he|hi|it|ja|ko|nl|pl|pt|ru|sv|tr|uk|ur|vi|zh)(?:-|$)/;
export const RIGHT_TO_LEFT = /ar|fa|he|ur/;
