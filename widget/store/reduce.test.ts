import { describe, expect, it } from "vitest";
import type { StreamChunk } from "../../shared/stream.ts";
import { type Action, answerOf, reduce } from "./reduce.ts";
import { initialState, type State } from "./state.ts";

const start = (messageId = "a"): StreamChunk => ({
  type: "start",
  messageId,
  messageMetadata: { conversation_id: "c" },
});
const delta = (text: string): StreamChunk => ({ type: "text-delta", id: "t", delta: text });
const finish: StreamChunk = {
  type: "finish",
  finishReason: "stop",
  messageMetadata: { answered: false, grounded: false, usage: { input_tokens: 0, output_tokens: 0 } },
};
const chunk = (number: number, of: StreamChunk, question = "q"): Action => ({
  type: "chunk",
  question,
  number,
  chunk: of,
});
const run = (...actions: Action[]): State => actions.reduce(reduce, initialState("c"));
const asked: Action = { type: "ask", id: "q", text: "Why?" };

describe("the state of a conversation", () => {
  it("goes from ready over submitted and streaming back to ready", () => {
    let state = run(asked);
    expect(state).toMatchObject({ phase: "submitted", asking: "q" });
    state = reduce(reduce(state, chunk(1, start())), chunk(2, delta("Be")));
    expect(state.phase).toBe("streaming");
    state = reduce(reduce(state, chunk(3, delta("cause."))), chunk(4, finish));
    expect(state).toMatchObject({ phase: "ready", asking: "", notice: null });
    expect(state.turns).toMatchObject([
      { id: "q", status: "complete" },
      { id: "a", text: "Because.", status: "complete", answered: false },
    ]);
  });

  it("takes every event once, also when they are told again", () => {
    const state = run(
      asked,
      chunk(1, start()),
      chunk(2, delta("x")),
      chunk(1, start()),
      chunk(2, delta("x")),
      chunk(3, delta("y")),
    );
    expect(answerOf(state)?.text).toBe("xy");
  });

  it("drops events of a question that is not being asked, and events after the end", () => {
    const ended = run(asked, chunk(1, start()), chunk(2, delta("x")), chunk(3, finish));
    expect(reduce(ended, chunk(4, delta("late")))).toBe(ended);
    const other = run(asked, chunk(1, start(), "old"), chunk(2, delta("old"), "old"));
    expect(other.turns).toHaveLength(1);
  });

  it("keeps what was shown when the connection fails, and goes on from there", () => {
    let state = run(asked, chunk(1, start()), chunk(2, delta("half")), {
      type: "fail",
      question: "q",
      notice: { slug: "cut" },
    });
    expect(state).toMatchObject({ phase: "error", notice: { slug: "cut" } });
    expect(answerOf(state)).toMatchObject({ text: "half", status: "failed" });
    state = reduce(reduce(state, asked), chunk(3, delta(" done")));
    expect(answerOf(state)).toMatchObject({ text: "half done", status: "streaming" });
    expect(state.turns).toHaveLength(2);
  });

  it("marks a question that never arrived, and asks it again in its place", () => {
    const state = run(asked, { type: "fail", question: "q", notice: { slug: "network" } });
    expect(state.turns).toMatchObject([{ id: "q", status: "unsent" }]);
    expect(reduce(state, asked).turns).toMatchObject([{ id: "q", status: "sending" }]);
  });

  it("puts a new attempt in the place of one that failed", () => {
    const problem = { type: "https://x/problems/upstream-busy", retry_after: 3 } as never;
    let state = run(
      asked,
      chunk(1, start()),
      chunk(2, delta("bro")),
      chunk(3, { type: "data-problem", data: problem, transient: true }),
      chunk(4, { type: "error", errorText: "busy" }),
    );
    expect(state).toMatchObject({ phase: "error", notice: { slug: "upstream-busy", after: 3 } });
    state = reduce(reduce(reduce(state, asked), chunk(1, start("b"))), chunk(2, delta("new")));
    expect(state.turns.map(({ id }) => id)).toEqual(["q", "b"]);
    expect(answerOf(state)?.text).toBe("new");
  });

  it("ends as stopped, by the server or on this side", () => {
    const state = run(asked, chunk(1, start()), chunk(2, delta("x")));
    for (const end of [chunk(3, { type: "abort" }), { type: "stopped", question: "q" } as const])
      expect(reduce(state, end)).toMatchObject({ phase: "ready", turns: [{}, { status: "stopped", text: "x" }] });
  });

  it("knows of a complete answer that it is less than it could be, also from the history", () => {
    const message = (metadata: object) => ({
      id: "a",
      role: "assistant" as const,
      parts: [{ type: "text" as const, text: "x" }],
      metadata: { status: "complete" as const, ...metadata },
    });
    for (const [metadata, finishReason, kept] of [
      [{ degraded: "budget" }, "stop", { degraded: "budget" }],
      [{}, "length", { finish_reason: "length" }],
    ] as const) {
      const end = {
        ...finish,
        finishReason,
        messageMetadata: { ...finish.messageMetadata, ...metadata },
      } as StreamChunk;
      const wanted = { status: "complete", degraded: undefined, ...metadata, finish: finishReason };
      expect(run(asked, chunk(1, start()), chunk(2, delta("x")), chunk(3, end)).turns[1]).toMatchObject(wanted);
      const view = { messages: [message(kept)], running: false };
      expect(run({ type: "history", view, unsent: {} }).turns[0]).toMatchObject({
        ...wanted,
        finish: "finish_reason" in kept ? kept.finish_reason : undefined,
      });
    }
  });

  const problem: StreamChunk = {
    type: "data-problem",
    data: { type: "https://x/problems/upstream-timeout" } as never,
    transient: true,
  };
  const error: StreamChunk = { type: "error", errorText: "" };

  it("ends also where an answer ends before it has begun", () => {
    expect(run(asked, chunk(1, problem), chunk(2, error))).toMatchObject({
      phase: "error",
      notice: { slug: "upstream-timeout" },
      turns: [{ id: "q", status: "unsent" }],
    });
    expect(run(asked, chunk(1, error))).toMatchObject({ phase: "error", notice: { slug: "internal" } });
    expect(run(asked, chunk(1, finish))).toMatchObject({ phase: "error", notice: { slug: "cut" } });
    expect(run(asked, chunk(1, { type: "abort" }))).toMatchObject({
      phase: "ready",
      turns: [{ id: "q", status: "stopped" }],
    });
  });

  it("ends, and not as whole, where the end carries a number that was told before", () => {
    const begun = run(asked, chunk(1, start()), chunk(2, delta("a")), chunk(3, delta("b")));
    expect(reduce(begun, chunk(3, finish))).toMatchObject({ phase: "error", turns: [{}, { status: "failed" }] });
    expect(reduce(reduce(begun, chunk(1, problem)), chunk(2, error))).toMatchObject({
      phase: "error",
      notice: { slug: "upstream-timeout" },
      turns: [{}, { status: "failed", text: "ab" }],
    });
    expect(reduce(begun, chunk(2, { type: "abort" }))).toMatchObject({ turns: [{}, { status: "stopped" }] });
  });

  it("says the problem that was told, also where the connection was cut before the error", () => {
    const state = run(asked, chunk(1, start()), chunk(2, delta("x")), chunk(3, problem), {
      type: "notice",
      notice: { slug: "waiting" },
    });
    expect(reduce(state, chunk(4, error))).toMatchObject({ phase: "error", notice: { slug: "upstream-timeout" } });
  });

  it("shows nothing as support of an answer that is none", () => {
    const state = run(
      asked,
      chunk(1, start()),
      chunk(2, delta("No idea. [1]")),
      chunk(3, { type: "source-url", sourceId: "1", url: "https://x.org", title: "" }),
      chunk(4, { type: "data-citation", data: { source_id: "1", quote: "q", url: null, start: 9, end: 12 } }),
      chunk(5, finish),
    );
    expect(answerOf(state, "q")).toMatchObject({ answered: false, sources: [], citations: [] });
  });

  it("keeps two answers apart that a server gave the same id", () => {
    const first = run(asked, chunk(1, start()), chunk(2, delta("one")), chunk(3, finish));
    const second = [chunk(1, start(), "p"), chunk(2, delta("two"), "p"), chunk(3, finish, "p")].reduce(
      reduce,
      reduce(first, { type: "ask", id: "p", text: "And?" }),
    );
    expect(second.turns.map(({ text }) => text)).toEqual(["Why?", "one", "And?", "two"]);
  });

  it("takes no address that could run", () => {
    const source: StreamChunk = { type: "source-url", sourceId: "1", url: "javascript:alert(1)", title: "" };
    const state = run(asked, chunk(1, start()), chunk(2, source));
    expect(answerOf(state)?.sources).toEqual([{ id: "1", title: "1", url: null }]);
  });

  const said = (
    id: string,
    role: "user" | "assistant",
    text: string,
    status?: "streaming" | "failed" | "complete",
  ) => ({
    id,
    role,
    parts: [{ type: "text" as const, text }],
    ...(status ? { metadata: { status } } : {}),
  });

  it("keeps every question that was not sent, when the history is read again", () => {
    const failed = run(asked, { type: "fail", question: "q", notice: { slug: "internal" } });
    const view = {
      conversation_id: "c",
      messages: [said("o", "user", "Other?"), said("b", "assistant", "Yes.")],
      running: false,
    };
    const read = reduce(failed, { type: "history", view, unsent: { r: "And?" } });
    expect(read).toMatchObject({ phase: "error", notice: { slug: "unsent" } });
    expect(read.turns.map(({ id, status }) => `${id} ${status}`).sort()).toEqual([
      "b complete",
      "o complete",
      "q unsent",
      "r unsent",
    ]);
    // While another tab's answer runs, it is followed; what was not sent waits behind it.
    const running = reduce(failed, { type: "history", view: { ...view, running: true }, unsent: {} });
    expect(running).toMatchObject({ phase: "submitted", asking: "o", turns: [{}, {}, { id: "q", status: "unsent" }] });
  });

  it("keeps what was read already where the server has lost it", () => {
    const cut = run(asked, chunk(1, start()), chunk(2, delta("half an answer")), {
      type: "fail",
      question: "q",
      notice: { slug: "cut" },
    });
    const view = {
      conversation_id: "c",
      messages: [said("q", "user", "Why?"), said("a", "assistant", "half", "failed")],
      running: false,
    };
    expect(reduce(cut, { type: "history", view, unsent: {} }).turns[1]).toMatchObject({
      text: "half an answer",
      status: "failed",
    });
  });

  it("offers a question again whose answer the server has lost", () => {
    const view = { messages: [said("q", "user", "Why?")], running: false };
    expect(run({ type: "history", view, unsent: {} })).toMatchObject({
      phase: "error",
      asking: "q",
      turns: [{ id: "q", status: "unsent" }],
    });
  });

  it("puts a history that comes late before what was asked meanwhile, and nothing behind it", () => {
    const view = {
      conversation_id: "c",
      messages: [
        said("o", "user", "Other?"),
        said("b", "assistant", "Yes."),
        said("q", "user", "Why?"),
        said("x", "assistant", ""),
      ],
      running: true,
    };
    const read = reduce(run(asked), { type: "history", view, unsent: {}, busy: true });
    expect(read).toMatchObject({ phase: "submitted", asking: "q" });
    expect(read.turns.map(({ id }) => id)).toEqual(["o", "b", "q"]);
  });

  it("reads history, keeps the question that was not sent, and follows a running answer", () => {
    const user = { id: "q", role: "user" as const, parts: [{ type: "text" as const, text: "Why?" }] };
    const partial = {
      id: "a",
      role: "assistant" as const,
      parts: [{ type: "text" as const, text: "Be" }],
      metadata: { status: "streaming" as const },
    };
    const running = run({
      type: "history",
      view: { messages: [user, partial], running: true },
      unsent: { q: "Why?" },
    });
    expect(running).toMatchObject({ phase: "submitted", asking: "q" });
    expect(running.turns).toHaveLength(2);
    const followed = [chunk(1, start()), chunk(2, delta("Because."))].reduce(reduce, running);
    expect(answerOf(followed)?.text).toBe("Because.");

    const cut = run({
      type: "history",
      view: { messages: [user, partial], running: false },
      unsent: { q2: "And?" },
    });
    const busy = reduce(run({ type: "ask", id: "q2", text: "And?" }), {
      type: "history",
      view: { messages: [user, partial], running: false },
      unsent: { q2: "And?" },
      busy: true,
    });
    expect(busy).toMatchObject({ phase: "submitted", asking: "q2", turns: [{ id: "q" }, { id: "a" }, { id: "q2" }] });
    expect(cut).toMatchObject({ phase: "error", asking: "q2", notice: { slug: "unsent" } });
    expect(cut.turns).toMatchObject([{ id: "q" }, { id: "a", status: "failed" }, { id: "q2", status: "unsent" }]);
  });
});
