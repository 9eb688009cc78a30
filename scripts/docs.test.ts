/**
 * What the documents say of the repository is true: every route stands in `docs/api.md`, every problem and
 * setting is named, and every link, path and npm command that they name exists.
 */

import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { PROBLEMS } from "../shared/problem.ts";
import { SETTING_NAMES } from "./serve/settings.ts";
import { listSources } from "./check/sources.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const documents = listSources(root).filter((path) => /^(\w+|docs\/.*)\.md$/.test(path));

/** Text without fenced blocks: an example may name what is the reader's. */
const proseOf = (source: string): string => source.replaceAll(/^```[\s\S]*?^```$/gm, "");
const codeOf = (source: string): string[] => [...proseOf(source).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);

describe("docs/api.md", () => {
  /** Of the tables whose rows begin with a call: `METHOD /path` → who may make it. */
  const documented = new Map(
    [...read("docs/api.md").matchAll(/^\| `([A-Z]+ \/\S+)`\s*\| ([^|]+?)\s*\|/gm)].map(([, call, who]) => [call, who]),
  );
  const CREDENTIALS: Record<string, string> = {
    "": "none",
    operator: "operator key",
    account: "account key alone",
    "account,console-account": "account key",
    "console-account": "console token",
    secret: "secret key alone",
    "console,secret": "secret key",
    mcp: "MCP key",
    embed: "embed token",
    "console,embed,secret": "embed token or secret key",
  };

  it("names every route and its credential, and no other", async () => {
    // By a path that the type checker does not follow: the table belongs to the Worker's program, with other types.
    const table = join(root, "worker", "routes", "table.ts");
    const { ROUTES } = (await import(table)) as {
      ROUTES: { method: string; path: string; principals: readonly string[] }[];
    };
    const expected = ROUTES.map(({ method, path, principals }) => [
      `${method} ${path}`,
      CREDENTIALS[principals.toSorted().join()],
    ]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(expected));
  });

  it("names every problem with its status", () => {
    for (const [slug, { status }] of Object.entries(PROBLEMS)) {
      expect(read("docs/api.md")).toMatch(new RegExp(`^\\| \`${slug}\`\\s*\\| ${status}\\s*\\|`, "m"));
    }
  });
});

describe("README.md", () => {
  it("names every setting", () => {
    const code = codeOf(read("README.md"));
    for (const name of SETTING_NAMES) expect(code).toContain(name);
  });

  it("has the command that runs the tests in a block of its own", () => {
    expect(read("README.md")).toMatch(/^```sh\nnpm test\n```$/m);
  });
});

describe("docs/decisions/README.md", () => {
  it("lists every decision by its title", () => {
    const decisions = documents.filter((path) => /^docs\/decisions\/(?!README)/.test(path));
    const expected = decisions.map((path) => {
      const title = /^# (.+)$/m.exec(read(path))?.[1];
      return `- [${title}](${basename(path)})`;
    });
    const listed = read("docs/decisions/README.md").match(/^- .*$/gm) ?? [];
    expect(listed.toSorted()).toEqual(expected.toSorted());
  });
});

describe.each(documents)("%s", (document) => {
  const source = read(document);

  it("links to nothing that is not there", () => {
    const targets = [...proseOf(source).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
    const local = targets.filter((target) => !/^[a-z]+:/.test(target));
    const missing = local.filter((target) => {
      const [path, anchor] = target.split("#") as [string, string?];
      const file = path === "" ? document : normalize(join(dirname(document), path));
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchorsOf(read(file)).includes(anchor);
    });
    expect(missing).toEqual([]);
  });

  it("names no path of the repository that is not there", () => {
    const paths = codeOf(source).filter((code) =>
      /^(worker|widget|ui|shared|scripts|docs|demo|bench|prove|\.ci)\/[\w./*-]*$/.test(code),
    );
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
  });

  it("names no npm command that is not there", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...source.matchAll(/\bnpm (?:run (?:--\S+ )?([\w-]+)|(start|test)\b)/g)];
    expect(named.map(([, script, short]) => script ?? short!).filter((name) => !(name in scripts))).toEqual([]);
  });
});

/** As it stands, as a module without its extension, or as a pattern that something matches. */
function isThere(path: string): boolean {
  return [path, `${path}.ts`, `${path}.tsx`].some((candidate) => globSync(candidate, { cwd: root }).length > 0);
}

/** The anchors that headings get on a repository's page. */
function anchorsOf(source: string): string[] {
  return [...proseOf(source).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );
}
