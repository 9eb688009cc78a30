/** XML as a stream of tags and text: no tree, no entities but the five of XML, linear in the length. */

import { Parser } from "htmlparser2";
import { FILE_LIMITS } from "./limits.ts";
import { damaged } from "./refusal.ts";

export interface XmlHandlers {
  /** @param name as it stands, with its prefix */
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** @throws Refusal `damaged` where it is nested deeper than any program writes, or declares a document type: such a file can name others, or multiply itself */
export function readXml(source: string, { open, close, text }: XmlHandlers): void {
  if (/<!(DOCTYPE|ENTITY)/i.test(source.slice(0, 10_000)) && /<!ENTITY/i.test(source)) throw damaged();
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > FILE_LIMITS.xmlDepth) throw damaged();
        open?.(name, attributes);
      },
      onclosetag(name) {
        depth--;
        close?.(name);
      },
      ontext: (content) => text?.(content),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(source);
}

/** Relations of a part: id → path within the archive. */
export function readRelations(source: string | undefined, folder: string): Map<string, string> {
  const targets = new Map<string, string>();
  if (source === undefined) return targets;
  readXml(source, {
    open(name, { Id, Target, TargetMode }) {
      if (name !== "Relationship" || Id === undefined || Target === undefined || TargetMode === "External") return;
      targets.set(Id, resolvePath(folder, Target));
    },
  });
  return targets;
}

/** `a/b`, `../c.xml` → `a/c.xml` */
export function resolvePath(folder: string, target: string): string {
  const parts = target.startsWith("/") ? [] : folder.split("/").filter((part) => part !== "");
  for (const part of target.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
