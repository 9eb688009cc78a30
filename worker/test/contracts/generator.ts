/** What every generator must do, embedded or hosted. Both adapters run this same suite. */

import { beforeAll, describe, expect, test } from "vitest";
import type { Usage } from "../../../shared/chat.ts";
import type { Generator, GeneratorDelta, Prompt, PromptSource } from "../../ports.ts";

function source(number: number, text: string, title = `Page ${number}`): PromptSource {
  return { number, title, headingPath: ["Guide"], url: `https://x.test/${number}`, text };
}

export function promptOf(question: string, sources: PromptSource[], more: Partial<Prompt> = {}): Prompt {
  return { instructions: "", question, standaloneQuestion: question, history: [], sources, ...more };
}

const PARCELS = [
  source(1, "Parcels are shipped every weekday before noon. Orders after noon leave on the next day."),
  source(2, "Returns are free within thirty days."),
];

export function describeGenerator(name: string, create: () => Promise<Generator>): void {
  describe(`generator: ${name}`, () => {
    let generator: Generator;

    beforeAll(async () => {
      generator = await create();
    });

    async function run(prompt: Prompt, signal = new AbortController().signal) {
      const deltas: GeneratorDelta[] = [];
      const usages: Usage[] = [];
      for await (const delta of generator.generate(prompt, signal, (usage) => usages.push(usage))) deltas.push(delta);
      const text = deltas.map((delta) => (delta.type === "text" ? delta.text : "")).join("");
      return { deltas, usages, text, finish: deltas.at(-1) };
    }

    test("says what it is", () => {
      expect(generator.model).toMatch(/^[a-z]+:\S+$/);
    });

    test("answers from the sources, marks them, and ends with exactly one finish", async () => {
      const { deltas, text, finish, usages } = await run(promptOf("When are parcels shipped?", PARCELS));
      expect(text).toMatch(/weekday/);
      const named = [
        ...Array.from(text.matchAll(/\[(\d+)\]/g), (match) => Number(match[1])),
        ...deltas.flatMap((delta) => (delta.type === "quote" ? [delta.number] : [])),
      ];
      expect(named).toContain(1);
      for (const delta of deltas)
        if (delta.type === "quote") expect(PARCELS[delta.number - 1]!.text).toContain(delta.quote);
      expect(named.every((number) => number === 1 || number === 2)).toBe(true);
      expect(deltas.filter(({ type }) => type === "finish")).toHaveLength(1);
      expect(finish).toMatchObject({ type: "finish", reason: "stop" });
      if (finish?.type !== "finish") throw new Error("no finish");
      expect(finish.usage.input_tokens).toBeGreaterThanOrEqual(0);
      expect(finish.usage.output_tokens).toBeGreaterThanOrEqual(0);
      expect(usages.length).toBeLessThanOrEqual(1);
      if (usages.length === 1) expect(usages[0]).toEqual(finish.usage);
      for (const delta of deltas) if (delta.type === "text") expect(delta.text).not.toBe("");
    });

    test("keeps any script whole", async () => {
      const texts = [source(1, "Größere Pakete kosten fünf Euro Zuschlag 🦊."), source(2, "別のページです。")];
      const { text } = await run(promptOf("Was kosten größere Pakete?", texts));
      expect(text).toContain("Größere Pakete kosten fünf Euro Zuschlag 🦊");
      expect(text.isWellFormed()).toBe(true);
    });

    test("says nothing but no-answer where the sources do not answer, or there are none", async () => {
      for (const prompt of [
        promptOf("Who painted the Mona Lisa?", PARCELS),
        promptOf("When are parcels shipped?", []),
      ]) {
        const { text, finish } = await run(prompt);
        expect(text).toBe("");
        expect(finish).toMatchObject({ type: "finish", reason: "no-answer" });
      }
    });

    test("leaves the prompt as it was", async () => {
      const prompt = promptOf("When are parcels shipped?", PARCELS, { history: [{ role: "user", text: "Hi" }] });
      const before = structuredClone(prompt);
      await run(prompt);
      expect(prompt).toEqual(before);
    });

    test("an abort before it begins throws the reason and says nothing", async () => {
      const reason = new Error("gone");
      await expect(run(promptOf("When are parcels shipped?", PARCELS), AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    test("an abort after the first words throws the reason, and no finish comes", async () => {
      const stop = new AbortController();
      const reason = new Error("gone");
      const seen: GeneratorDelta[] = [];
      const reading = (async () => {
        for await (const delta of generator.generate(promptOf("When are parcels shipped?", PARCELS), stop.signal)) {
          seen.push(delta);
          stop.abort(reason);
        }
      })();
      await expect(reading).rejects.toBe(reason);
      expect(seen.map(({ type }) => type)).toEqual(["text"]);
    });

    test("a reader who leaves is no error", async () => {
      for await (const delta of generator.generate(
        promptOf("When are parcels shipped?", PARCELS),
        new AbortController().signal,
      )) {
        expect(delta.type).toBe("text");
        break;
      }
    });

    test("two answers at once do not mix", async () => {
      const [one, two] = await Promise.all([
        run(promptOf("When are parcels shipped?", PARCELS)),
        run(promptOf("Are returns free?", PARCELS)),
      ]);
      expect(one.text).toMatch(/weekday/);
      expect(two.text).toMatch(/thirty days/);
    });
  });
}
