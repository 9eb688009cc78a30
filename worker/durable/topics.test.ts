import { describe, expect, it } from "vitest";
import { INTENTS } from "../test/intents.ts";
import { centralityOf, groupTopics, type Topic, topicOf, weighTerms } from "./topics.ts";

const labelled = Object.entries(INTENTS).flatMap(([intent, questions]) => questions.map((text) => ({ intent, text })));

/** As they come in over time: intents mixed, always in the same way. */
const asked = labelled
  .map((question, at) => ({ ...question, id: `msg_${at}`, at: (at * 37) % labelled.length }))
  .sort((a, b) => a.at - b.at);

function topicsOf(questions: readonly { id: string; text: string }[], known?: ReadonlyMap<string, string>): Topic[] {
  return questions.map(({ id, text }) => ({ id, terms: topicOf(text), groupId: known?.get(id) }));
}

const groupAll = (topics: readonly Topic[]): ReadonlyMap<string, string> => groupTopics(topics, weighTerms(topics));

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
  const topics = topicsOf(asked);
  const groupOf = groupAll(topics);

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
    expect([...groupAll(topicsOf(asked))]).toEqual([...groupOf]);
  });

  it("keep their groups when others come later", () => {
    const first = groupAll(topicsOf(asked.slice(0, 30)));
    const all = groupAll(topicsOf(asked, first));
    for (const [id, group] of first) expect(all.get(id)).toBe(group);
    expect(purity(all)).toBeGreaterThanOrEqual(0.8);
  });

  it("have one in the middle of each group", () => {
    const weigh = weighTerms(topics);
    for (const members of Map.groupBy(topics, ({ id }) => groupOf.get(id)).values()) {
      const centrality = centralityOf(members, weigh);
      expect([...centrality.keys()]).toEqual(members.map(({ id }) => id));
      for (const central of centrality.values()) {
        expect(central).toBeGreaterThan(0);
        expect(central).toBeLessThanOrEqual(1.000_001);
      }
    }
  });

  // What is looked at is narrowed to groups that could be alike: nothing that is alike may be missed by it.
  it("are in the group that is most like each when it comes, or begin one where none is alike", () => {
    const weigh = weighTerms(topics);
    const groups = new Map<string, Topic[]>();
    for (const topic of topics) {
      const alike = [...groups].map(([group, members]) => ({ group, alike: likeness(topic, members) }));
      const best = alike.reduce((most, each) => (each.alike > most.alike ? each : most), { group: "", alike: 0.5 });
      const chosen = groupOf.get(topic.id)!;
      const own = alike.find(({ group }) => group === chosen);
      if (own === undefined) expect(best.alike, topic.id).toBeLessThanOrEqual(0.500_001);
      else expect(own.alike, topic.id).toBeCloseTo(best.alike, 6);
      groups.set(chosen, [...(groups.get(chosen) ?? []), topic]);
    }

    /** Of a question to the sum of others, written out. */
    function likeness({ terms }: Topic, members: readonly Topic[]): number {
      const unit = (of: readonly string[]): Map<string, number> => {
        const length = Math.hypot(...of.map(weigh));
        return new Map(of.map((term) => [term, weigh(term) / length]));
      };
      const sum = new Map<string, number>();
      for (const member of members) {
        for (const [term, weight] of unit(member.terms)) sum.set(term, (sum.get(term) ?? 0) + weight);
      }
      const product = [...unit(terms)].reduce((total, [term, weight]) => total + weight * (sum.get(term) ?? 0), 0);
      return product / Math.hypot(...sum.values());
    }
  });
});

it("Two questions that share one word among many are two groups", () => {
  const texts = ["What is the secret code word of the Acme lighthouse?", "Who sells Acme submarines?"];
  const groupOf = groupAll(topicsOf(texts.map((text, at) => ({ id: `msg_${at}`, text }))));
  expect(new Set(groupOf.values()).size).toBe(2);
});

it("A question without a word is a group of its own", () => {
  const groupOf = groupAll(
    topicsOf([
      { id: "msg_a", text: "?" },
      { id: "msg_b", text: "…" },
    ]),
  );
  expect([...groupOf.values()]).toEqual(["grp_a", "grp_b"]);
});
