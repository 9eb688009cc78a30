import { describe, expect, it, vi } from "vitest";
import type { ChatMessage, ConversationView } from "../../shared/chat.ts";
import type { StreamChunk } from "../../shared/stream.ts";
import { RequestError } from "../../ui/request.ts";
import type { OnChunk, Transport } from "../transport/transport.ts";
import { createChatStore } from "./chat-store.ts";
import type { Kept, Memory } from "./memory.ts";

const CONVERSATION = "c".repeat(20);

const said = (id: string, role: "user" | "assistant", text: string): ChatMessage => ({
  id,
  role,
  parts: [{ type: "text", text }],
  metadata: { status: "complete" },
});
const BEFORE = [said("q1", "user", "First?"), said("a1", "assistant", "One.")];

/** A page that is opened with a stored conversation. What it calls waits until the test answers it, in any order. */
function setUp() {
  const kept: Kept = { conversation: CONVERSATION };
  const asked: { id: string; text: string; tell: (chunk: StreamChunk) => void; end: (error?: Error) => void }[] = [];
  const histories: ((messages: ChatMessage[], running?: boolean) => void)[] = [];
  const resumed: string[] = [];
  const stops: ((error: Error) => void)[] = [];
  const transport = {
    config: async () => ({}),
    list: async () => [],
    remove: async () => {},
    handOff: async () => "",
    history: () =>
      new Promise<ConversationView>((resolve) => {
        histories.push((messages, running = false) =>
          resolve({ conversation_id: CONVERSATION, messages: [...messages], running }),
        );
      }),
    ask: ({ id, text }: { id: string; text: string }, onChunk: OnChunk) =>
      new Promise<void>((resolve, reject) => {
        let number = 0;
        asked.push({
          id,
          text,
          tell: (chunk) => onChunk(++number, chunk),
          end: (error) => (error ? reject(error) : resolve()),
        });
      }),
    stop: () => new Promise<void>((_resolve, reject) => stops.push(reject)),
    resume: async (_conversation: string, answer: string) => {
      resumed.push(answer);
      return await new Promise<boolean>(() => {});
    },
  } as unknown as Transport;
  const memory = {
    read: () => structuredClone(kept),
    write: (fields: object) => void Object.assign(kept, fields),
    recall: () => undefined,
    keep: () => {},
  } as unknown as Memory;
  const store = createChatStore({
    transport,
    memory,
    patience: { isOnline: () => true, wait: async () => {}, online: async () => {} },
    emit: () => {},
    visitor: () => "",
    soon: (run) => run(),
    onConfig: () => {},
    mayAsk: () => true,
    onAnother: () => {},
    warn: () => {},
  });
  const shown = () => store.state().turns.map(({ text, status }) => `${text} ${status}`);
  /** Whatever is on its way inside has arrived. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  /** Answers the question at that place from beginning to end. @returns what the server has of it then */
  async function answer(at: number, text: string): Promise<ChatMessage[]> {
    const question = asked[at]!;
    question.tell({ type: "start", messageId: `a-${question.id}`, messageMetadata: { conversation_id: CONVERSATION } });
    question.tell({ type: "text-delta", id: "t", delta: text });
    question.tell({
      type: "finish",
      finishReason: "stop",
      messageMetadata: { answered: true, grounded: false, usage: { input_tokens: 0, output_tokens: 0 } },
    });
    question.end();
    await settled();
    return [said(question.id, "user", question.text), said(`a-${question.id}`, "assistant", text)];
  }
  return { store, kept, asked, histories, resumed, stops, shown, settled, answer };
}

describe("a question that was stopped and is asked again at once", () => {
  it.each([
    ["the server said that it had ended", true],
    ["nothing came back of the stop", false],
  ])("is not stopped again by what waited for the first stop: %s", async (_what, told) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { store, asked, stops, shown, settled } = setUp();
      store.send("First?");
      const begin = (at: number, text: string) => {
        const messageId = `a${at}`;
        asked[at]!.tell({ type: "start", messageId, messageMetadata: { conversation_id: CONVERSATION } });
        asked[at]!.tell({ type: "text-delta", id: "t", delta: text });
      };
      await settled();
      begin(0, "One");
      store.stop();
      if (told) {
        asked[0]!.tell({ type: "abort", reason: "Stopped by the visitor." });
        asked[0]!.end();
        await settled();
      } else vi.advanceTimersByTime(2_000);
      expect(shown()).toEqual(["First? complete", "One stopped"]);
      store.retry();
      await settled();
      begin(1, "Two");
      vi.advanceTimersByTime(60_000);
      stops[0]!(new RequestError("network", "Gone."));
      await settled();
      expect(shown()).toEqual(["First? complete", "Two streaming"]);
      expect(store.state().phase).toBe("streaming");
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a question that is asked while the stored conversation is read", () => {
  const WHOLE = ["First? complete", "One. complete", "Second? complete", "Two. complete"];

  it.each(["before", "after"])(
    "stays with its answer where the server was read %s it came there, and tells after the answer",
    async (order) => {
      const { store, histories, shown, settled, answer } = setUp();
      store.send("Second?");
      await settled();
      const asked = await answer(0, "Two.");
      expect(shown()).toEqual(WHOLE.slice(2));
      histories[0]!(order === "before" ? BEFORE : [...BEFORE, ...asked]);
      await settled();
      expect(shown()).toEqual(WHOLE);
      expect(store.state()).toMatchObject({ phase: "ready", asking: "", notice: null, loading: false });
    },
  );

  it("stays while its answer is written", async () => {
    const { store, histories, shown, settled, answer } = setUp();
    store.send("Second?");
    await settled();
    histories[0]!(BEFORE);
    await settled();
    expect(shown()).toEqual([...WHOLE.slice(0, 2), "Second? sending"]);
    await answer(0, "Two.");
    expect(shown()).toEqual(WHOLE);
  });

  it("and fails goes on saying why", async () => {
    const { store, asked, histories, shown, settled } = setUp();
    store.send("Second?");
    await settled();
    asked[0]!.end(new RequestError("budget-exhausted", ""));
    await settled();
    histories[0]!(BEFORE);
    await settled();
    expect(shown()).toEqual([...WHOLE.slice(0, 2), "Second? unsent"]);
    expect(store.state()).toMatchObject({ phase: "error", notice: { slug: "budget-exhausted" } });
  });

  it.each([
    [0, 1],
    [1, 0],
  ])(
    "and comes after another tab's follows that one's answer, and waits (reading %i tells first)",
    async (...order) => {
      const { store, kept, asked, histories, resumed, shown, settled } = setUp();
      store.send("Second?");
      await settled();
      asked[0]!.end(new RequestError("conflict", ""));
      await settled();
      expect(store.state()).toMatchObject({ phase: "error", notice: { slug: "conflict" } });
      // What was read before the refusal may know nothing of that answer; what is read for it does.
      const views = [
        () => histories[0]!(BEFORE),
        () => histories[1]!([...BEFORE, said("q2", "user", "Theirs?")], true),
      ];
      for (const at of order) {
        views[at]!();
        await settled();
      }
      expect(shown()).toEqual([...WHOLE.slice(0, 2), "Theirs? complete", "Second? unsent"]);
      expect(store.state()).toMatchObject({ phase: "submitted", asking: "q2", notice: null });
      expect(resumed).toEqual([""]);
      expect(Object.values(kept.open!)).toEqual(["Second?"]);
    },
  );
});

describe("a conversation that goes on in another tab", () => {
  it.each([
    ["in order", [1, 2]],
    ["the older one last", [2, 1]],
  ])("is shown as it was read last, also where two readings arrive %s", async (_how, order) => {
    const { store, histories, shown, settled } = setUp();
    store.begin();
    await settled();
    histories[0]!(BEFORE);
    await settled();
    store.refresh();
    store.refresh();
    for (const at of order) {
      histories[at]!(at === 1 ? BEFORE : [...BEFORE, said("q2", "user", "Theirs?"), said("a2", "assistant", "Two.")]);
      await settled();
    }
    expect(shown().slice(2)).toEqual(["Theirs? complete", "Two. complete"]);
  });
});
