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
  mode: "bubble",
  target: "",
  open: "",
  nonce: "",
  prefetch: "",
};

export type Options = typeof DEFAULTS;

/** The same names stand as `data-…` on a script tag, and with or without `data-` on `<vegarag-chat>`. */
export function parseOptions(element: HTMLElement): Options {
  const options = { ...DEFAULTS };
  for (const name in DEFAULTS) {
    const attribute = name.replace(/[A-Z]/, "-$&");
    const value = element.getAttribute(`data-${attribute}`) ?? element.getAttribute(attribute);
    // A bare `data-open` has the empty string for a value, and means yes.
    if (value !== null) options[name as keyof Options] = name === "open" ? value || "true" : value.trim();
  }
  return options;
}
