/** Conversations in English and in German: what a question takes from those before it. The talks are `bench/conversations.json`. */

import { expect, test } from "vitest";
import { readTalks, tryTalk } from "../../../bench/conversations.ts";

test.each(await readTalks())("$language: $kind", async (talk) => {
  const { text, outcome, isKept } = await tryTalk(talk);
  expect(isKept, `${talk.turns.join(" > ")} => ${outcome}: ${text}`).toBe(true);
});
