import { describe, expect, it } from "vitest";
import { INTENTS } from "../test/intents.ts";
import { groupTopics, type Topic, topicOf } from "./topics.ts";

const labelled = Object.entries(INTENTS).flatMap(([intent, questions]) => questions.map((text) => ({ intent, text })));

/** As they come in over time: intents mixed, always in the same way. */
const asked = labelled
  .map((question, at) => ({ ...question, id: `msg_${at}`, at: (at * 37) % labelled.length }))
  .sort((a, b) => a.at - b.at);

function topicsOf(questions: readonly { id: string; text: string }[], known?: ReadonlyMap<string, string>): Topic[] {
  return questions.map(({ id, text }) => ({ id, terms: topicOf(text), groupId: known?.get(id) }));
}

/** Share of the questions whose intent is the most frequent one of their group. */
function purity(groupOf: ReadonlyMap<string, string>): number {
  let right = 0;
  for (const members of Map.groupBy(asked, ({ id }) => groupOf.get(id)).values()) {
    const counts = [...Map.groupBy(members, ({ intent }) => intent).values()].map(({ length }) => length);
    right += Math.max(...counts);
  }
  return right / asked.length;
}

describe("sixty questions in twelve intents", () => {
  const { groupOf, centrality } = groupTopics(topicsOf(asked));

  it("come together by what they ask", () => {
    expect(purity(groupOf)).toBeGreaterThanOrEqual(0.8);
    // Sixty groups of one would be pure as well.
    expect(new Set(groupOf.values()).size).toBeLessThanOrEqual(20);
    for (const intent of Object.keys(INTENTS)) {
      const ids = asked.filter((question) => question.intent === intent).map(({ id }) => groupOf.get(id));
      const largest = Math.max(...[...Map.groupBy(ids, (id) => id).values()].map(({ length }) => length));
      expect(largest, intent).toBeGreaterThanOrEqual(3);
    }
  });

  it("come together in the same way on two runs", () => {
    expect([...groupTopics(topicsOf(asked)).groupOf]).toEqual([...groupOf]);
  });

  it("keep their groups when others come later", () => {
    const first = groupTopics(topicsOf(asked.slice(0, 30))).groupOf;
    const all = groupTopics(topicsOf(asked, first)).groupOf;
    for (const [id, group] of first) expect(all.get(id)).toBe(group);
    expect(purity(all)).toBeGreaterThanOrEqual(0.8);
  });

  it("have one in the middle of each group", () => {
    for (const { id } of asked) {
      expect(centrality(id)).toBeGreaterThan(0);
      expect(centrality(id)).toBeLessThanOrEqual(1.000_001);
    }
  });
});

it("Two questions that share one word among many are two groups", () => {
  const texts = ["What is the secret code word of the Acme lighthouse?", "Who sells Acme submarines?"];
  const { groupOf } = groupTopics(topicsOf(texts.map((text, at) => ({ id: `msg_${at}`, text }))));
  expect(new Set(groupOf.values()).size).toBe(2);
});

it("A question without a word is a group of its own", () => {
  const { groupOf } = groupTopics(
    topicsOf([
      { id: "msg_a", text: "?" },
      { id: "msg_b", text: "…" },
    ]),
  );
  expect([...groupOf.values()]).toEqual(["grp_a", "grp_b"]);
});
