import { describe, expect, it } from "vitest";
import { promptOf } from "../../test/contracts/generator.ts";
import { fitPrompt, LEAST_OUTPUT, mostTokens } from "./fit-prompt.ts";
import { PROMPT_BUDGET, renderPrompt } from "./render-prompt.ts";

const TEXTS = {
  English: "Parcels leave at noon, and are packed with care. ",
  Japanese: "荷物は正午に出ます。大切に梱包されます。",
  emoji: "📦🚚 ",
};

function promptWith(text: string) {
  const sources = Array.from({ length: 16 }, (_, at) => ({
    number: at + 1,
    title: "Parcels",
    headingPath: [`Part ${at}`],
    url: null,
    text: text.repeat(Math.ceil(1_000 / text.length)),
  }));
  const history = [
    { role: "user" as const, text: "Hello?" },
    { role: "assistant" as const, text: text.repeat(20) },
  ];
  return { ...promptOf("When do parcels leave?", sources), history, instructions: text.repeat(5) };
}

describe("a prompt that has to fit", () => {
  it.each(Object.entries(TEXTS))("takes no more than it may, whatever that is (%s)", (_name, text) => {
    const prompt = promptWith(text);
    let widest = 0;
    for (const most of [3_000, 4_000, 6_000, 10_000, 16_000, 24_000, 50_000]) {
      const fitted = fitPrompt(prompt, PROMPT_BUDGET, 4_096, most);
      if (fitted === undefined) continue;
      const { messages, outputTokens } = fitted;
      expect(mostTokens(messages) + outputTokens).toBeLessThanOrEqual(most);
      expect(outputTokens).toBeGreaterThanOrEqual(LEAST_OUTPUT);
      expect(messages.at(-1)!.content).toContain("[1] >");
      const bytes = Buffer.byteLength(messages.map(({ content }) => content).join(""));
      expect(bytes).toBeGreaterThanOrEqual(widest);
      widest = bytes;
    }
    expect(widest).toBeGreaterThan(10_000);
  });

  it("is the whole one where nothing bounds it, and none where nothing would fit", () => {
    const prompt = promptWith(TEXTS.English);
    const { messages, outputTokens } = fitPrompt(prompt, PROMPT_BUDGET, 4_096, Infinity)!;
    expect(messages).toEqual(renderPrompt(prompt));
    expect(outputTokens).toBe(4_096);
    expect(fitPrompt(prompt, PROMPT_BUDGET, 4_096, 1_500)).toBeUndefined();
    // Long instructions are the owner's, and are not cut.
    expect(fitPrompt({ ...prompt, instructions: "x ".repeat(4_000) }, PROMPT_BUDGET, 4_096, 5_000)).toBeUndefined();
  });
});
