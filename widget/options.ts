/**
 * The options an owner may set on the script tag or the custom element, in one list, parsed by the loader.
 * They change appearance, words and where the token comes from; never prompt, model or limits.
 */

const NAMES =
  "strings,face,token-url,token,opener,open,offset,lang,launcher,theme,prefetch,position,accent,unavailable,target,label,nonce,hotkey,webmcp,page,key,mode" as const;

type Split<Text extends string> = Text extends `${infer First},${infer Rest}` ? First | Split<Rest> : Text;
type Name = Split<typeof NAMES>;

/** Undefined or empty means: not set, so the bot's own theme or the widget's default decides. `open` says yes by standing there. */
export type Options = { [name in Name]?: string | undefined } & { nonce: string };

/** The attributes: `data-…` on a script tag, with or without `data-` on `<vegarag-chat>`. With it comes second, and wins. */
export const ATTRIBUTES = `${NAMES},data-${NAMES.replaceAll(",", ",data-")}`.split(",");

/** @param nonce of the script, where a nonce lets it run */
export function parseOptions(element: Element, nonce = ""): Options {
  // No prototype: pages put things of their own on `Object.prototype`.
  const options = { __proto__: null } as unknown as Options;
  for (const attribute of ATTRIBUTES) {
    const name = attribute.replace("data-", "") as "key";
    options[name] = element.getAttribute(attribute) ?? options[name];
  }
  options.nonce ||= nonce;
  return options;
}
