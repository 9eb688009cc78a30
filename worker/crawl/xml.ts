/**
 * XML as a stream of tags and text, for sitemaps and feeds. No tree, no stack, no entities but the five of XML:
 * linear in the length, whatever is nested or declared.
 */

import { Tokenizer } from "htmlparser2";

export interface XmlHandlers {
  /** Names are in lower case, with their prefix. */
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
}

const NAME_CHARACTERS = 64;
const ATTRIBUTE_CHARACTERS = 2_048;
const READ_ATTRIBUTES = new Set(["href", "rel", "type"]);

/** @returns false where it declares entities of its own: then nothing was read */
export function readXml(source: string, handlers: XmlHandlers): boolean {
  // No sitemap has any use for them, and a reader that knows none cannot be made to fetch or to multiply them.
  if (/<!ENTITY/i.test(source.slice(0, 10_000))) return false;
  let tag = "";
  let attributes: Record<string, string> = {};
  let attribute: string | undefined;
  let value = "";
  const name = (start: number, end: number): string =>
    source.slice(start, Math.min(end, start + NAME_CHARACTERS)).toLowerCase();
  const append = (text: string): void => {
    if (attribute !== undefined && value.length < ATTRIBUTE_CHARACTERS) value += text.slice(0, ATTRIBUTE_CHARACTERS);
  };
  const tokenizer = new Tokenizer(
    { xmlMode: true, decodeEntities: true },
    {
      ontext: (start, end) => handlers.text(source.slice(start, end)),
      ontextentity: (codepoint) => handlers.text(String.fromCodePoint(codepoint)),
      oncdata: (start, end, offset) => handlers.text(source.slice(start, end - offset)),
      onopentagname(start, end) {
        tag = name(start, end);
        attributes = {};
      },
      onattribname(start, end) {
        const given = name(start, end);
        attribute = READ_ATTRIBUTES.has(given) ? given : undefined;
        value = "";
      },
      onattribdata: (start, end) => append(source.slice(start, Math.min(end, start + ATTRIBUTE_CHARACTERS))),
      onattribentity: (codepoint) => append(String.fromCodePoint(codepoint)),
      onattribend() {
        if (attribute !== undefined) attributes[attribute] ??= value;
        attribute = undefined;
      },
      onopentagend: () => handlers.open(tag, attributes),
      onselfclosingtag() {
        handlers.open(tag, attributes);
        handlers.close(tag);
      },
      onclosetag: (start, end) => handlers.close(name(start, end)),
      oncomment() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  );
  tokenizer.write(source);
  tokenizer.end();
  return true;
}
