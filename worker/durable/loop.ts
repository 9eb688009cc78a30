/**
 * What the owner mends: questions that were not answered, not for sure, or rated down, in groups that ask the same
 * (`topics`). A group keeps its name and its state for as long as a question of it is there.
 */

import type { Outcome } from "../../shared/chat.ts";
import { centralityOf, groupTopics, type Topic, topicOf, type Weigh, weighTerms } from "./topics.ts";

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

export interface GroupPage {
  groups: GroupView[];
  hasMore: boolean;
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

/** One group, as far as it has to be known to find its place in a list. */
interface Outline {
  groupId: string;
  /** Those that were asked for, in the order in which they were asked. */
  members: Row[];
  count: number;
  lastAt: number;
  state: GroupState;
}

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

  /** Puts what is new into its group, and writes that down. @returns all by their groups */
  function group(asked: readonly Row[], topics: readonly Topic[], weigh: () => Weigh): Map<string, Row[]> {
    const isNew = asked.some(({ group_id }) => group_id === null);
    const groupOf = isNew ? groupTopics(topics, weigh()) : undefined;
    if (groupOf !== undefined) {
      const found = asked.filter(({ group_id }) => group_id === null).map(({ answer_id }) => answer_id);
      sql.exec(
        "UPDATE answers SET group_id = found.value FROM json_each(?) AS found WHERE answers.answer_id = found.key",
        JSON.stringify(Object.fromEntries(found.map((id) => [id, groupOf.get(id)]))),
      );
    }
    return Map.groupBy(asked, ({ answer_id, group_id }) => groupOf?.get(answer_id) ?? group_id!);
  }

  function states(): Map<string, { state: GroupState; changed_at: number }> {
    const found = sql.exec<{ group_id: string; state: GroupState; changed_at: number }>("SELECT * FROM groups");
    return new Map(found.toArray().map(({ group_id, ...state }) => [group_id, state]));
  }

  function look() {
    const asked = rows();
    const topics = asked.map(toTopic);
    let known: Weigh | undefined;
    const weigh = (): Weigh => (known ??= weighTerms(topics));
    const groups = group(asked, topics, weigh);
    const view = (outline: Outline): GroupView => viewOf(outline, labelOf(groups.get(outline.groupId)!, weigh()));
    return { groups, view };
  }

  function find(groupId: string): GroupView | undefined {
    const { groups, view } = look();
    const members = groups.get(groupId);
    return members && view(outlineOf(groupId, members, states().get(groupId)));
  }

  return {
    create(): void {
      sql.exec(`
        CREATE TABLE IF NOT EXISTS groups (group_id TEXT PRIMARY KEY, state TEXT NOT NULL, changed_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS answers_to_mend ON answers (at) WHERE ${NEEDS_MENDING};
        CREATE INDEX IF NOT EXISTS answers_by_group ON answers (group_id) WHERE group_id IS NOT NULL;
      `);
    },

    /**
     * Most asked first.
     *
     * @param after the last group of the page before
     * @returns undefined where there is no such group in this list
     */
    list(
      { state, outcome, from = 0, to = Infinity }: GroupFilter,
      limit: number,
      after?: string,
    ): GroupPage | undefined {
      const { groups, view } = look();
      const known = states();
      const found: Outline[] = [];
      for (const [groupId, all] of groups) {
        const members = all.filter((row) => row.at >= from && row.at < to && (outcome ?? row.outcome) === row.outcome);
        if (members.length === 0) continue;
        const outline = outlineOf(groupId, members, known.get(groupId));
        if (state === undefined || outline.state === state) found.push(outline);
      }
      found.sort((a, b) => b.count - a.count || b.lastAt - a.lastAt || (a.groupId < b.groupId ? -1 : 1));
      const start = after === undefined ? 0 : found.findIndex(({ groupId }) => groupId === after) + 1;
      if (after !== undefined && start === 0) return undefined;
      return { groups: found.slice(start, start + limit).map(view), hasMore: found.length > start + limit };
    },

    /** So that most of them are in their groups when the owner looks. */
    gather(): void {
      look();
    },

    view: find,

    /** Undefined where there is no such group. */
    setState(groupId: string, state: GroupState, at: number): GroupView | undefined {
      const found = find(groupId);
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
      sql.exec(
        "DELETE FROM groups WHERE NOT EXISTS (SELECT 1 FROM answers WHERE answers.group_id = groups.group_id AND answers.group_id IS NOT NULL)",
      );
    },
  };
}

function toTopic({ answer_id, question, topic, group_id }: Row): Topic {
  const terms = topic === null ? topicOf(question) : topic.split(" ").filter((term) => term !== "");
  return { id: answer_id, terms, groupId: group_id ?? undefined };
}

function labelOf(members: readonly Row[], weigh: Weigh): string {
  const centrality = centralityOf(members.map(toTopic), weigh);
  const ranked = members.map((row) => ({ text: row.question, central: centrality.get(row.answer_id)! }));
  const most = Math.max(...ranked.map(({ central }) => central));
  return ranked
    .filter(({ central }) => central >= most * CENTRAL)
    .map(({ text }) => text)
    .sort((a, b) => a.length - b.length || a.localeCompare(b))[0]!;
}

function outlineOf(
  groupId: string,
  members: Row[],
  known: { state: GroupState; changed_at: number } | undefined,
): Outline {
  const lastAt = members.at(-1)!.at;
  // What was done and is asked again without an answer is not done.
  const isOpenAgain = known?.state === "done" && lastAt > known.changed_at;
  return {
    groupId,
    members,
    count: new Set(members.map((row) => JSON.stringify([row.visitor_id, row.conversation_id]))).size,
    lastAt,
    state: known === undefined || isOpenAgain ? "open" : known.state,
  };
}

function viewOf({ groupId, members, count, lastAt, state }: Outline, label: string): GroupView {
  return {
    group_id: groupId,
    label,
    state,
    count,
    last_at: new Date(lastAt).toISOString(),
    questions: members
      .toReversed()
      .slice(0, SHOWN_MOST)
      .map((row) => ({
        text: row.question,
        outcome: row.outcome,
        rating: row.rating,
        asked_at: new Date(row.at).toISOString(),
        conversation_id: row.conversation_id,
        visitor_id: row.visitor_id,
      })),
  };
}
