/** What of the engines costs tokens, and what is left without it. */

import type { Engines } from "../engines.ts";

/** Whether an answer may cost tokens: without that there is no budget to keep. */
export function spendsTokens({ generator, embedder }: Engines): boolean {
  return generator.costsTokens || embedder?.costsTokens === true;
}

/** What is left where not a token more may be spent, not even for the question's vector. */
export function withoutTokens(engines: Engines): Engines {
  const { extractive, embedder } = engines;
  return { ...engines, generator: extractive, embedder: embedder?.costsTokens === true ? undefined : embedder };
}
