/** What is wrong with a logo, in words for its owner. */
export class LogoError extends Error {}
