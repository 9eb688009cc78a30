/**
 * The options an owner may set on the script tag or the custom element, in one table, parsed once by the
 * loader. They change appearance, words and where the token comes from; never prompt, model or limits.
 */

/** Empty means: not set, so the bot's own theme or the widget's default decides. */
const DEFAULTS = {
  key: "",
  tokenUrl: "",
  token: "",
  accent: "",
  theme: "",
  position: "",
  label: "",
  lang: "",
  mode: "",
  target: "",
  open: "",
  nonce: "",
  prefetch: "",
  /** JSON of `Strings`, to replace words. */
  strings: "",
};

export type Options = typeof DEFAULTS;

/**
 * The same names stand as `data-…` on a script tag, and with or without `data-` on `<vegarag-chat>`.
 *
 * @param nonce of the script, where a nonce lets it run
 */
export function parseOptions(element: Element, nonce = ""): Options {
  const options = { ...DEFAULTS, nonce };
  for (const name in DEFAULTS) {
    const attribute = name.replace("U", "-u");
    const value = element.getAttribute(`data-${attribute}`) ?? element.getAttribute(attribute);
    // `<script data-open>` has the empty string for a value, and means yes.
    if (value || (value === "" && name === "open")) options[name as keyof Options] = value || "true";
  }
  return options;
}
