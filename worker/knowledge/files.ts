/** The Worker of `reader/`, which reads what a parser should not read beside a bot's data. */

import type { FileReading } from "./extract/formats.ts";

export interface FileBindings {
  /** Missing where only the main Worker was deployed. */
  READER?: Fetcher;
}

/** What the binding answers to; `wrangler types` knows no entry point of another Worker. */
export function fileReader({ READER }: FileBindings): FileReading | undefined {
  return READER as unknown as FileReading | undefined;
}
