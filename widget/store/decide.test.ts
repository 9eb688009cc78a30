import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../shared/chat.ts";
import { afterHistory, afterOffline, howToTake, newsOf, whatAgain } from "./decide.ts";
import { initialState, type Notice, type State, type Turn, type TurnStatus } from "./state.ts";

const BLANK = { sources: [], citations: [], seen: 0, answered: true };
const question = (id: string, status: TurnStatus): Turn => ({ ...BLANK, id, role: "user", text: `${id}?`, status });
const answer = (id: string, status: TurnStatus): Turn => ({ ...BLANK, id, role: "assistant", text: `${id}.`, status });
const state = (fields: Partial<State>): State => ({ ...initialState("c"), ...fields });
const view = (...ids: string[]) => ({
  running: false,
  messages: ids.map((id): ChatMessage => ({ id, role: id.startsWith("q") ? "user" : "assistant", parts: [] })),
});

describe("what the server tells", () => {
  it.each([
    ["of a conversation where nothing is asked", "", false, false, ["q1", "a1"], "instead"],
    ["while a question is on its way", "", false, true, ["q1", "a1"], "before"],
    ["where a question was asked since", "", true, false, ["q1", "a1"], "before"],
    ["of an answer that has ended unread", "q1", false, false, ["q1", "a1"], "instead"],
    ["of an answer that has ended unread, while that is read", "q1", false, true, ["q1", "a1"], "instead"],
    ["of it where another question was asked since", "q1", true, false, ["q1", "a1"], "never"],
    ["of a question that it has no answer to", "q1", false, false, ["q1"], "lost"],
    ["where it does not know the question", "q1", false, false, ["q0", "a0"], "lost"],
    ["where it knows nothing any more", "q1", false, false, [], "lost"],
  ] as const)("%s", (_what, gone, isOther, isReading, ids, how) => {
    expect(howToTake(view(...ids), gone, isOther, isReading)).toBe(how);
  });

  it.each([
    ["and nothing runs", { phase: "ready" }, "", false, "rest"],
    ["and an answer runs there", { phase: "submitted", asking: "q1" }, "", false, "follow"],
    ["and the lost question's answer cannot be running", { phase: "submitted", asking: "q1" }, "q1", false, "lost"],
    ["and another one's may be", { phase: "submitted", asking: "q2" }, "q1", false, "follow"],
    ["and ours goes on", { phase: "streaming" }, "", true, "rest"],
    ["and ours has ended meanwhile", { phase: "ready" }, "", true, "look again"],
    ["and ours has failed", { phase: "error" }, "", true, "rest"],
  ] as const)("is taken %s", (_what, fields, gone, isBusy, next) => {
    expect(afterHistory(state(fields), gone, isBusy)).toBe(next);
  });
});

describe("what is asked again", () => {
  const failed = [question("q1", "complete"), answer("a1", "failed")];
  const stopped = [question("q1", "complete"), answer("a1", "stopped")];
  it.each([
    ["nothing where nothing was asked", [], false, "", undefined],
    ["nothing where all is well", [question("q1", "complete"), answer("a1", "complete")], false, "", undefined],
    ["a question that could not be sent", [question("q1", "unsent")], false, "", { id: "q1" }],
    ["one whose answer was cut", failed, false, "", { id: "q1" }],
    ["one that waits for the next try", [question("q1", "sending")], true, "", { id: "q1" }],
    ["a stopped answer, by its id", stopped, false, "", { id: "q1", again: "a1" }],
    ["one that was stopped before its answer", [question("q1", "stopped")], false, "", { id: "q1", again: "q1" }],
    ["the one that is meant", [question("q1", "unsent"), question("q2", "unsent")], false, "q1", { id: "q1" }],
    [
      "the last where that is not here",
      [question("q1", "unsent"), question("q2", "unsent")],
      false,
      "q9",
      { id: "q2" },
    ],
  ] as const)("is %s", (_what, turns, isReading, id, expected) => {
    const again = whatAgain(state({ turns: [...turns] }), isReading, id);
    expect(again).toEqual(expected && { text: `${expected.id}?`, ...expected });
  });
});

describe("a network that is back", () => {
  const error = (slug: Notice["slug"]): Partial<State> => ({ phase: "error", notice: { slug } });
  it.each([
    ["begins what could not be begun", {}, false, "begin"],
    ["begins before it asks again", error("network"), false, "begin"],
    ["asks again what it broke", error("cut"), true, "retry"],
    ["asks again what could not go out", error("unsent"), true, "retry"],
    ["does not ask again what was refused", error("budget-exhausted"), true, "rest"],
    ["leaves what goes well alone", { phase: "streaming" }, true, "rest"],
  ] as const)("%s", (_what, fields, isBegun, next) => {
    expect(afterOffline(state(fields as Partial<State>), isBegun)).toBe(next);
  });
});

describe("what others hear of a change", () => {
  const asked = state({ phase: "submitted", asking: "q1", turns: [question("q1", "sending")] });
  const begun = state({
    phase: "streaming",
    asking: "q1",
    turns: [question("q1", "complete"), answer("a1", "streaming")],
  });
  const more = { ...begun, turns: [begun.turns[0]!, { ...begun.turns[1]!, text: "More." }] };
  const over = state({ turns: [question("q1", "complete"), answer("a1", "complete")] });

  it("is that the server has a question once its answer has begun", () => {
    expect(newsOf(asked, begun)).toMatchObject({ settled: "q1", answer: undefined, isKept: true });
    expect(newsOf(begun, more)).toMatchObject({ settled: "", answer: undefined, isKept: false });
  });

  it("is an answer, once, when it has ended", () => {
    const told = { id: "a1", text: "a1.", status: "complete", answered: true, sources: [] };
    expect(newsOf(begun, over)).toMatchObject({ answer: told, isKept: true });
    expect(newsOf(over, { ...over, notice: null })).toMatchObject({ answer: undefined });
  });

  it.each([
    ["what was said where it came about", { slug: "internal", detail: "Disk full." }, "Disk full."],
    [
      "what the visitor is told, where nothing was",
      { slug: "cut" },
      "The connection broke. This answer is not complete.",
    ],
    [
      "the same of what is empty",
      { slug: "offline", detail: "" },
      "You are offline. The question goes out when the connection is back.",
    ],
  ] as const)("is a problem, with %s", (_what, notice, detail) => {
    expect(newsOf(begun, { ...begun, notice }).problem).toEqual({ slug: notice.slug, detail });
  });

  it("is no problem that was told, or passes by itself", () => {
    const notice: Notice = { slug: "cut" };
    expect(newsOf({ ...begun, notice }, { ...more, notice: { ...notice } }).problem).toBeUndefined();
    expect(newsOf(begun, { ...begun, notice: { slug: "waiting" } }).problem).toBeUndefined();
  });
});
