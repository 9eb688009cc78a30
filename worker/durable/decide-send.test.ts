import { describe, expect, it } from "vitest";
import { decideSend, type SendState } from "./decide-send.ts";
import { MESSAGES_MOST } from "./messages.ts";

const QUESTION = { id: "q", text: "When do you open?" };
const EMPTY: SendState = {
  known: undefined,
  answer: undefined,
  insteadIsAnswer: false,
  running: undefined,
  starting: undefined,
  messages: 0,
};
const known = { role: "user", text: QUESTION.text, isLastQuestion: true } as const;
const answered = { known, answer: { id: "a", hasFailed: false }, messages: 2 };
const failed = { ...answered, answer: { id: "a", hasFailed: true } };
const again = { regenerate: true };

const rows: [
  what: string,
  state: Partial<SendState>,
  request: { regenerate?: boolean; instead?: string },
  to: string,
][] = [
  ["the first question", {}, {}, "start"],
  ["one more question", { messages: 2 }, {}, "start"],
  ["a question that is being answered", { known, running: "q", messages: 2 }, {}, "follow"],
  ["the same, to be answered anew", { known, running: "q", messages: 2 }, again, "follow"],
  ["a question whose first events are not stored yet", { running: "q" }, {}, "follow"],
  ["a question that waits for its admission", { starting: QUESTION }, {}, "join"],
  ["a question that waits for another answer", { ...answered, starting: QUESTION }, again, "join"],
  ["a question that has its answer", answered, {}, "replay"],
  ["the same while another is being answered", { ...answered, running: "other" }, {}, "replay"],
  ["the same while another waits", { ...answered, starting: { id: "other", text: "" } }, {}, "replay"],
  [
    "a question that has its answer, long ago",
    { ...answered, known: { ...known, isLastQuestion: false } },
    {},
    "replay",
  ],
  ["a question whose answer failed", failed, {}, "start"],
  ["a question whose answer failed, to be answered anew", failed, again, "start"],
  ["a question that was stored without any answer", { known, messages: 1 }, {}, "start"],
  ["a question to be answered anew", answered, again, "start"],
  ["the same, instead of its answer", { ...answered, insteadIsAnswer: true }, { ...again, instead: "a" }, "start"],
  [
    "the same, instead of one that was replaced",
    { ...answered, insteadIsAnswer: true },
    { ...again, instead: "old" },
    "replay",
  ],
  ["the same, instead of what is no answer here", answered, { ...again, instead: "nothing" }, "start"],
  [
    "a failed one, instead of one that was replaced",
    { ...failed, insteadIsAnswer: true },
    { ...again, instead: "old" },
    "start",
  ],
  ["the id of a question with another text", { known: { ...known, text: "Where?" }, messages: 2 }, {}, "another text"],
  ["the id of an answer", { known: { ...known, role: "assistant" }, messages: 2 }, {}, "another text"],
  [
    "the id of a question that waits, with another text",
    { starting: { ...QUESTION, text: "Where?" } },
    {},
    "another text",
  ],
  [
    "another text, while the question is being answered",
    { known: { ...known, text: "Where?" }, running: "q" },
    {},
    "another text",
  ],
  ["a question while another is being answered", { running: "other", messages: 2 }, {}, "still being written"],
  ["a question while another waits", { starting: { id: "other", text: QUESTION.text } }, {}, "still being written"],
  [
    "another answer while another question is being answered",
    { ...answered, running: "other" },
    again,
    "still being written",
  ],
  [
    "another answer to an earlier question",
    { ...answered, known: { ...known, isLastQuestion: false } },
    again,
    "Only the last question",
  ],
  [
    "an earlier question whose answer failed",
    { ...failed, known: { ...known, isLastQuestion: false } },
    {},
    "Only the last question",
  ],
  ["a question to a full conversation", { messages: MESSAGES_MOST }, {}, "start a new one"],
  ["the last question that fits", { messages: MESSAGES_MOST - 1 }, {}, "start"],
  ["an answered question of a full conversation", { ...answered, messages: MESSAGES_MOST }, {}, "replay"],
];

describe("a send", () => {
  it.each(rows)("of %s", (_, state, request, to) => {
    const decision = decideSend({ ...EMPTY, ...state }, { question: QUESTION, regenerate: false, ...request });
    if (decision.do === "refuse") expect(decision.because).toContain(to);
    else expect(decision.do).toBe(to);
  });
});
