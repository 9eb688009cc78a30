/** Text and tags of HTML in their order, by htmlparser2's tokenizer: names in lower case, references decoded, nothing remembered. */

import { Tokenizer } from "htmlparser2";

import { type Attributes, READ_ATTRIBUTES } from "./html-elements.ts";

export interface TagReader {
  /** Inside of `svg` or `math`, where other rules hold. */
  readonly isForeign: boolean;
  readText(text: string): void;
  startTag(name: string, attributes: Attributes, selfClosing: boolean): void;
  endTag(name: string): void;
}

/** The attributes that a reader wants, and how many characters of each. */
export interface Wanted {
  names: ReadonlySet<string>;
  characters: number;
}

const WANTED: Wanted = { names: READ_ATTRIBUTES, characters: 1_000 };

export function tokenize(source: string, reader: TagReader, { names, characters }: Wanted = WANTED): void {
  let tag = "";
  let attributes: Attributes = {};
  let attribute: string | undefined;
  let value = "";
  const append = (text: string) => {
    if (attribute !== undefined && value.length < characters) value += text.slice(0, characters);
  };
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => reader.readText(source.slice(start, end)),
      ontextentity: (codepoint) => reader.readText(String.fromCodePoint(codepoint)),
      onopentagname(start, end) {
        tag = source.slice(start, Math.min(end, start + 64)).toLowerCase();
        attributes = {};
      },
      onattribname(start, end) {
        const name = end - start <= 16 ? source.slice(start, end).toLowerCase() : "";
        attribute = names.has(name) ? name : undefined;
        value = "";
      },
      onattribdata: (start, end) => append(source.slice(start, Math.min(end, start + characters))),
      onattribentity: (codepoint) => append(String.fromCodePoint(codepoint)),
      onattribend() {
        // The first of two attributes of the same name counts.
        if (attribute !== undefined) attributes[attribute] ??= value;
        attribute = undefined;
      },
      onopentagend: () => reader.startTag(tag, attributes, false),
      onselfclosingtag: () => reader.startTag(tag, attributes, true),
      onclosetag: (start, end) => reader.endTag(source.slice(start, Math.min(end, start + 64)).toLowerCase()),
      isInForeignContext: () => reader.isForeign,
      oncdata() {},
      oncomment() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  );
  tokenizer.write(source);
  tokenizer.end();
}
