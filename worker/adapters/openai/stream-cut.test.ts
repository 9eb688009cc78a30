/** A recorded answer, cut at every byte: it is whole if, and only if, its finish arrived. */

import { expect, test } from "vitest";
import type { GeneratorDelta } from "../../ports.ts";
import { promptOf } from "../../test/contracts/generator.ts";
import { SURROUNDINGS } from "../upstream.ts";
import { createOpenAIGenerator } from "./generator.ts";

const PROMPT = promptOf("When?", [{ number: 1, title: "Hours", headingPath: [], url: null, text: "We open at nine." }]);

function chunk(choice: object | null, usage: object | null = null): string {
  const choices = choice === null ? [] : [{ index: 0, logprobs: null, finish_reason: null, ...choice }];
  return `data: ${JSON.stringify({ id: "chatcmpl-9", object: "chat.completion.chunk", created: 1, model: "m", choices, usage })}\n\n`;
}

const FINISH = chunk({ delta: {}, finish_reason: "stop" });
const BEFORE =
  chunk({ delta: { role: "assistant", content: "" } }) +
  ["Wir öffnen", " um neun 🦊", ". [1]"].map((content) => chunk({ delta: { content } })).join("");
const RECORDED = `${BEFORE}${FINISH}${chunk(null, { prompt_tokens: 30, completion_tokens: 7, total_tokens: 37 })}data: [DONE]\n\n`;
const TEXT = "Wir öffnen um neun 🦊. [1]";

const bytes = new TextEncoder().encode(RECORDED);
/** From here on the finish can be read, though its line may not be over. */
const wholeFrom = new TextEncoder().encode(BEFORE + FINISH.trimEnd()).length;

/** Answers with the first `end` bytes in small pieces, then ends the body or breaks it. */
function answerWith(end: number, breaks: boolean, piece = 7): typeof fetch {
  return () => {
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at < end) controller.enqueue(bytes.slice(at, (at = Math.min(end, at + piece))));
        else if (breaks) controller.error(new TypeError("terminated"));
        else controller.close();
      },
    });
    return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  };
}

async function read(send: typeof fetch) {
  const surroundings = { ...SURROUNDINGS, sleep: () => Promise.resolve() };
  const generator = createOpenAIGenerator({ apiKey: "k", model: "m", fetch: send, surroundings });
  const deltas: GeneratorDelta[] = [];
  let error: unknown;
  try {
    for await (const delta of generator.generate(PROMPT, new AbortController().signal)) deltas.push(delta);
  } catch (thrown) {
    error = thrown;
  }
  return {
    text: deltas.map((delta) => (delta.type === "text" ? delta.text : "")).join(""),
    last: deltas.at(-1),
    error,
  };
}

test.for([true, false])(
  "cut at every byte (by a reset: %j), only what has its finish is whole",
  { timeout: 60_000 },
  async (breaks) => {
    for (let end = 0; end <= bytes.length; end++) {
      const { text, last, error } = await read(answerWith(end, breaks));
      expect(TEXT.startsWith(text), `${end}: ${text}`).toBe(true);
      if (last?.type === "finish") {
        expect(end, "whole too early").toBeGreaterThanOrEqual(wholeFrom);
        expect(text).toBe(TEXT);
        expect(error).toBeUndefined();
      } else {
        expect(end, "not whole although the finish came, line end and all").toBeLessThan(wholeFrom + 2);
        expect(error).toMatchObject({ slug: "upstream-failed" });
      }
    }
  },
);

test("pieces of any size give the same answer and the same usage", async () => {
  for (const piece of [1, 2, 3, 5, 64, bytes.length]) {
    const { text, last } = await read(answerWith(bytes.length, false, piece));
    expect(text).toBe(TEXT);
    expect(last).toEqual({ type: "finish", reason: "stop", usage: { input_tokens: 30, output_tokens: 7 } });
  }
});
