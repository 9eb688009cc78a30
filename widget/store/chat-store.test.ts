import { describe, expect, it } from "vitest";
import type { ChatMessage, ConversationView } from "../../shared/chat.ts";
import type { StreamChunk } from "../../shared/stream.ts";
import { type OnChunk, type Transport, TransportError } from "../transport/transport.ts";
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
  const transport = {
    config: async () => ({ name: "", greeting: "", suggested_questions: [], theme: {} }),
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
    resume: async (_conversation: string, answer: string) => {
      resumed.push(answer);
      return await new Promise<boolean>(() => {});
    },
  } as unknown as Transport;
  const memory = {
    read: () => structuredClone(kept),
    write: (fields: object) => void Object.assign(kept, fields),
  } as unknown as Memory;
  const store = createChatStore({
    transport,
    memory,
    patience: { isOnline: () => true, wait: async () => {}, online: async () => {} },
    emit: () => {},
    visitor: () => "",
    soon: (run) => run(),
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
  return { store, kept, asked, histories, resumed, shown, settled, answer };
}

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
    asked[0]!.end(new TransportError("budget-exhausted", ""));
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
      asked[0]!.end(new TransportError("conflict", ""));
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
