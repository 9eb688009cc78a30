/**
 * What the owner mends: questions that were not answered, not for sure, or rated down, in groups that ask the same
 * (`topics`). A group keeps its name and its state for as long as a question of it is there.
 */

import type { Outcome } from "../../shared/chat.ts";
import { type Grouping, groupTopics, type Topic, topicOf } from "./topics.ts";

export type GroupState = "open" | "done" | "ignored";

export interface GroupQuestion {
  text: string;
  outcome: Outcome | null;
  rating: "up" | "down" | null;
  asked_at: string;
  conversation_id: string;
  visitor_id: string;
}

export interface GroupView {
  group_id: string;
  /** The shortest of the questions in the middle of it. */
  label: string;
  state: GroupState;
  /** Conversations that asked it. */
  count: number;
  last_at: string;
  /** Newest first, 50 at most. */
  questions: GroupQuestion[];
}

export interface GroupFilter {
  state?: GroupState;
  outcome?: Outcome;
  from?: number;
  to?: number;
}

/** Questions looked at, newest first: what is older has been mended or was never asked again. */
const QUESTIONS_MOST = 5_000;
const SHOWN_MOST = 50;
/** How near the most central question another has to be to stand for the group. */
const CENTRAL = 0.9;

interface Row extends Record<string, SqlStorageValue> {
  answer_id: string;
  visitor_id: string;
  conversation_id: string;
  question: string;
  outcome: Outcome | null;
  rating: "up" | "down" | null;
  at: number;
  topic: string | null;
  group_id: string | null;
}

const NEEDS_MENDING = "((answered = 0 AND outcome IS NOT 'contact') OR rating = 'down')";

export type Loop = ReturnType<typeof createLoop>;

/** Reads and marks rows of the owner's log (`owner-log`), which has to be created first. */
export function createLoop(sql: SqlStorage) {
  /** In the order in which they were asked. */
  function rows(): Row[] {
    return sql
      .exec<Row>(
        `SELECT answer_id, visitor_id, conversation_id, question, outcome, rating, at, topic, group_id
         FROM answers WHERE ${NEEDS_MENDING} ORDER BY at DESC, answer_id LIMIT ${QUESTIONS_MOST}`,
      )
      .toArray()
      .toReversed();
  }

  /** Puts what is new into its group, and writes that down. */
  function group(asked: readonly Row[]): Grouping {
    const grouping = groupTopics(asked.map(toTopic));
    for (const { answer_id, group_id } of asked) {
      if (group_id !== null) continue;
      sql.exec("UPDATE answers SET group_id = ? WHERE answer_id = ?", grouping.groupOf.get(answer_id)!, answer_id);
    }
    return grouping;
  }

  function states(): Map<string, { state: GroupState; changed_at: number }> {
    const found = sql.exec<{ group_id: string; state: GroupState; changed_at: number }>("SELECT * FROM groups");
    return new Map(found.toArray().map(({ group_id, ...state }) => [group_id, state]));
  }

  /** Most asked first. */
  function list({ state, outcome, from = 0, to = Infinity }: GroupFilter): GroupView[] {
    const asked = rows();
    const { groupOf, centrality } = group(asked);
    const known = states();
    const views: GroupView[] = [];
    for (const [groupId, all] of Map.groupBy(asked, ({ answer_id }) => groupOf.get(answer_id)!)) {
      const members = all.filter((row) => row.at >= from && row.at < to && (outcome ?? row.outcome) === row.outcome);
      if (members.length === 0) continue;
      const view = viewOf(groupId, members, labelOf(all, centrality), known.get(groupId));
      if (state === undefined || view.state === state) views.push(view);
    }
    return views.sort(
      (a, b) => b.count - a.count || b.last_at.localeCompare(a.last_at) || a.group_id.localeCompare(b.group_id),
    );
  }

  return {
    create(): void {
      sql.exec(
        "CREATE TABLE IF NOT EXISTS groups (group_id TEXT PRIMARY KEY, state TEXT NOT NULL, changed_at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
      );
    },

    list,
    view: (groupId: string): GroupView | undefined => list({}).find(({ group_id }) => group_id === groupId),

    /** Undefined where there is no such group. */
    setState(groupId: string, state: GroupState, at: number): GroupView | undefined {
      const found = list({}).find(({ group_id }) => group_id === groupId);
      if (found === undefined) return undefined;
      sql.exec(
        "INSERT INTO groups VALUES (?1, ?2, ?3) ON CONFLICT (group_id) DO UPDATE SET state = ?2, changed_at = ?3",
        groupId,
        state,
        at,
      );
      return { ...found, state };
    },

    /** States of groups that have no question any more. */
    tidy(): void {
      sql.exec("DELETE FROM groups WHERE group_id NOT IN (SELECT group_id FROM answers WHERE group_id IS NOT NULL)");
    },
  };
}

function toTopic({ answer_id, question, topic, group_id }: Row): Topic {
  const terms = topic === null ? topicOf(question) : topic.split(" ").filter((term) => term !== "");
  return { id: answer_id, terms, groupId: group_id ?? undefined };
}

function labelOf(members: readonly Row[], centrality: (id: string) => number): string {
  const ranked = members.map((row) => ({ text: row.question, central: centrality(row.answer_id) }));
  const most = Math.max(...ranked.map(({ central }) => central));
  return ranked
    .filter(({ central }) => central >= most * CENTRAL)
    .map(({ text }) => text)
    .sort((a, b) => a.length - b.length || a.localeCompare(b))[0]!;
}

function viewOf(
  groupId: string,
  members: readonly Row[],
  label: string,
  known: { state: GroupState; changed_at: number } | undefined,
): GroupView {
  const newest = members.toReversed();
  const lastAt = newest[0]!.at;
  // What was done and is asked again without an answer is not done.
  const isOpenAgain = known?.state === "done" && lastAt > known.changed_at;
  return {
    group_id: groupId,
    label,
    state: known === undefined || isOpenAgain ? "open" : known.state,
    count: new Set(members.map((row) => JSON.stringify([row.visitor_id, row.conversation_id]))).size,
    last_at: new Date(lastAt).toISOString(),
    questions: newest.slice(0, SHOWN_MOST).map((row) => ({
      text: row.question,
      outcome: row.outcome,
      rating: row.rating,
      asked_at: new Date(row.at).toISOString(),
      conversation_id: row.conversation_id,
      visitor_id: row.visitor_id,
    })),
  };
}
