/** Why a file cannot be read, thrown from any depth and given to its owner as a problem. */

import type { DocumentProblem, DocumentProblemCode } from "../worker/knowledge/extract/formats.ts";

export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly problem: DocumentProblem;

  constructor(code: DocumentProblemCode, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.problem = { code, detail };
  }
}

export const tooLarge = (): Refusal =>
  new Refusal("too-large", "Unpacked, this file is larger than may be read. Split it, or send its text.");

export const damaged = (cause?: unknown): Refusal =>
  new Refusal("damaged", "This file is damaged or not what its name says. Save it again and send it anew.", cause);
