/** What an isolate reads at its start: what every request needs, and not what the first question, document or sync brings along. */

import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const START = `
  import { registerHooks } from "node:module";
  const read = new Set();
  const OBJECTS = "data:text/javascript,export class DurableObject {}";
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "cloudflare:workers" ? { url: OBJECTS, shortCircuit: true } : next(specifier, context),
    load(url, context, next) {
      const [, of] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)|worker\\/(.*)$/.exec(url)?.filter(Boolean) ?? [];
      if (of !== undefined) read.add(of);
      return next(url, context);
    },
  });
  await import("./index.ts");
  const atStart = [...read];
  const { formatOfType } = await import("./knowledge/extract/formats.ts");
  await formatOfType("text/html").extract(new TextEncoder().encode("<p>Text"), {});
  console.log(JSON.stringify({ atStart, later: [...read].slice(atStart.length) }));
`;

test("neither the story of an answer nor a parser of documents is read at the start", () => {
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", START], { cwd: import.meta.dirname });
  const { atStart, later } = JSON.parse(String(output)) as { atStart: string[]; later: string[] };
  expect(atStart).toEqual(expect.arrayContaining(["hono", "chat/tell.ts", "durable/knowledge-base.ts"]));
  const heavy =
    /^(?:htmlparser2|entities|markdown-it|openai|@pinecone-database)$|^(?:chat\/answer|knowledge\/extract\/extract|crawl\/sync-run|tenancy\/logo\/logo|adapters\/embedded\/generator\/pieces)\.ts$/;
  expect(atStart.filter((of) => heavy.test(of))).toEqual([]);
  expect(later).toContain("htmlparser2");
});
