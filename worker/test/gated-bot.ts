/** A bot whose answers are begun and then held, so that everything can happen in their middle. */

import { beforeAll, expect } from "vitest";
import type { ConversationView } from "../../shared/chat.ts";
import { type Gate, useGate } from "./fakes/gated-generator.ts";
import { follow, type Follower } from "./follow.ts";
import { call, createTenant, get, putDocument, type Received, send, type Tenant } from "./harness.ts";

export const QUESTION = "What is the secret code word of the lighthouse?";
export const SENTENCES = [
  "The secret code word is in the guide [1]. ",
  "Ask the keeper of the lighthouse. ",
  "He knows the code word.",
] as const;

export interface Begun {
  conversation: string;
  first: Follower;
  /** What `first` has had: up to the first words. */
  seen: Received[];
  /** `/stream` from after event `id`, or `/stop`. */
  read(path?: string, id?: number): Promise<Response>;
}

export interface GatedBot {
  readonly tenant: Tenant;
  readonly gate: Gate;
  newConversation(): string;
  /** A conversation of its own with the answer begun and its first words said. */
  begin(): Promise<Begun>;
  /** Says the last words of an answer that was begun. */
  letFinish(): void;
  view(conversation: string): Promise<ConversationView>;
  usageToday(): Promise<Record<string, number>>;
  /** The books are told after the reader: a moment later at the most. */
  expectUsage(wanted: Record<string, number>): Promise<void>;
}

/** Call it at the top of a test file. */
export function useGatedBot(): GatedBot {
  const used = useGate();
  let tenant: Tenant;
  let turn = 0;

  beforeAll(async () => {
    tenant = await createTenant("Stream");
    await putDocument(tenant, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${tenant.canary}.`);
  });

  const bot: GatedBot = {
    get tenant() {
      return tenant;
    },
    get gate() {
      return used.gate;
    },
    newConversation: () => `stream-${++turn}`,

    async begin() {
      const conversation = bot.newConversation();
      const first = follow(await send(tenant, QUESTION, { conversation, id: "q" }));
      used.gate.say(SENTENCES[0] + SENTENCES[1]);
      const seen = await first.until("text-delta");
      return {
        conversation,
        first,
        seen,
        read: (path = "/stream", id) =>
          call(`/v1/chat/${conversation}${path}?visitor_id=visitor-1`, {
            key: tenant.secretKey,
            method: path === "/stop" ? "POST" : "GET",
            ...(id === undefined ? {} : { headers: { "last-event-id": String(id) } }),
          }),
      };
    },

    letFinish() {
      used.gate.say(SENTENCES[2]);
      used.gate.finish();
    },

    view: (conversation) => get(`/v1/chat/${conversation}?visitor_id=visitor-1`, { key: tenant.secretKey }),

    async usageToday() {
      const { data } = await get<{ data: Record<string, number>[] }>("/v1/usage?days=1", { key: tenant.secretKey });
      return data[0] ?? {};
    },

    async expectUsage(wanted) {
      await expect.poll(() => bot.usageToday(), { timeout: 5_000 }).toMatchObject(wanted);
    },
  };
  return bot;
}

export function textOf(events: readonly Received[]): string {
  return events.map(({ chunk }) => (chunk.type === "text-delta" ? chunk.delta : "")).join("");
}

/** Numbered from 1 without a gap, exactly one end, and that last. */
export function expectWhole(events: readonly Received[], end: "finish" | "error" | "abort"): void {
  expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => at + 1));
  const ends = events.filter(({ chunk }) => ["finish", "error", "abort"].includes(chunk.type));
  expect(ends.map(({ chunk }) => chunk.type)).toEqual([end]);
  expect(events.at(-1)).toBe(ends[0]);
}
