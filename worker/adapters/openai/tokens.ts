/**
 * How many tokens a text is, about: for budgets, and for the usage of answers that were stopped before
 * the service told it. An estimate from characters, not a tokenizer; `docs/openai.md` says how far off.
 */

/** Four characters of ASCII a token, two of other alphabets, one of scripts without spaces. */
export function estimateTokens(text: string): number {
  return Math.ceil(estimateQuarters(text) / 4);
}

/** The same in quarters of a token, which can be added up piece by piece. */
export function estimateQuarters(text: string): number {
  let quarters = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) quarters += 1;
    else if (code < 0x2e80) quarters += 2;
    else quarters += 4;
  }
  return quarters;
}
