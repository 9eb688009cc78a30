/** Conversations whose last question leans on those before it, asked of the product's own story of an answer. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type MemoryAnswer, type MemoryBot, openMemoryBot } from "../worker/test/node/bot.ts";

export interface Talk {
  language: string;
  /** What the last question does with what was said. */
  kind: string;
  turns: readonly string[];
  /** Has to stand in the last answer. */
  says: string;
  /** Must not: it belongs to an earlier answer. */
  never?: string;
  bot: MemoryBot;
}

interface Pages {
  pages: { title: string; text: string }[];
  talks: Omit<Talk, "language" | "bot">[];
}

export async function readTalks(): Promise<Talk[]> {
  const path = join(import.meta.dirname, "conversations.json");
  const sets = Object.entries(JSON.parse(readFileSync(path, "utf8")) as Record<string, Pages>);
  const read = sets.map(async ([language, { pages, talks }]) => {
    const bot = await openMemoryBot(
      pages.map(({ title, text }) => ({
        id: title,
        title,
        content: text,
        contentType: "text/markdown" as const,
        url: `https://site.example/${encodeURIComponent(title)}`,
      })),
    );
    return talks.map((talk) => ({ ...talk, language, bot }));
  });
  return (await Promise.all(read)).flat();
}

export async function tryTalk({ turns, says, never, bot }: Talk): Promise<MemoryAnswer & { isKept: boolean }> {
  const last = (await bot.talk(turns)).at(-1)!;
  const isSaid = last.outcome === "answered" && last.text.includes(says);
  return { ...last, isKept: isSaid && (never === undefined || !last.text.includes(never)) };
}

/** One sentence for each language. */
export async function benchConversations(): Promise<string[]> {
  const sentences: string[] = [];
  for (const [language, talks] of Map.groupBy(await readTalks(), (talk) => talk.language)) {
    let kept = 0;
    for (const talk of talks) if ((await tryTalk(talk)).isKept) kept++;
    sentences.push(`${kept} of ${talks.length} in \`${language}\``);
  }
  return sentences;
}
