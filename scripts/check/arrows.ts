/**
 * The arrows of ARCHITECTURE.md as a table, and the search for imports that go against one. A linter
 * knows names of modules; this knows which folder a relative path ends in.
 */

import { posix } from "node:path";

export interface Violation {
  /** Path from the repository root, and the line. */
  at: string;
  why: string;
}

export interface Import {
  /** A path from the repository root for relative imports, else the package. */
  target: string;
  /** What stands between `import` and `from`. */
  clause: string;
  line: number;
}

interface Rule {
  why: string;
  /** Files the rule is about; tests are free unless it says otherwise. */
  from: RegExp;
  bindsTests?: true;
  /** True for an import the rule forbids. */
  forbids(imported: Import, path: string): boolean;
}

const TEST = /\.(test|e2e)\.tsx?$|\.test-d\.ts$|^worker\/test\/|^widget\/e2e\/|^e2e\/|^fakes\//;
const names = (imported: Import, name: string): boolean => new RegExp(`\\b${name}\\b`).test(imported.clause);
const within = (imported: Import, folder: RegExp): boolean => folder.test(imported.target);

const RULES: Rule[] = [
  {
    why: "shared/ imports nothing but shared/",
    from: /^shared\//,
    forbids: (imported) => !within(imported, /^shared\//),
  },
  {
    why: "the widget never imports the Worker",
    from: /^widget\//,
    bindsTests: true,
    forbids: (imported) => within(imported, /^worker\//),
  },
  {
    why: "ui/ is what widget and console share, and knows neither",
    from: /^ui\//,
    forbids: (imported) => !within(imported, /^(ui|shared)\/|^preact/),
  },
  {
    why: "the console imports ui/ and shared/ alone",
    from: /^console\/(?!build\.ts|german-file\.ts)/,
    bindsTests: true,
    forbids: (imported) => !within(imported, /^(console|ui|shared)\/|^preact|^vitest$/),
  },
  {
    why: "the Worker imports neither widget nor console",
    from: /^worker\//,
    bindsTests: true,
    forbids: (imported) => within(imported, /^(widget|console)\//),
  },
  {
    why: "only app, http/, routes/ and dialects/ know Hono",
    from: /^worker\/(?!app\.ts|http\/|routes\/|dialects\/)/,
    forbids: (imported) => within(imported, /^hono(\/|$)/),
  },
  {
    why: "only engines.ts chooses adapters",
    from: /^worker\/(?!engines\.ts|adapters\/)/,
    forbids: (imported) => within(imported, /^worker\/adapters\//),
  },
  {
    why: "only tenancy/ turns a checked credential into a VerifiedCredential",
    from: /^(?!worker\/tenancy\/)/,
    forbids: (imported) =>
      within(imported, /^worker\/tenancy\/credential\.ts$/) &&
      (names(imported, "issueCredential") || imported.clause.includes("*")),
  },
  {
    why: "only adapters may ask for a namespace",
    from: /^(?!worker\/(tenancy|adapters)\/)/,
    forbids: (imported) => names(imported, "namespaceOf"),
  },
  {
    why: "the transport knows neither store nor view",
    from: /^widget\/transport\//,
    forbids: (imported) => within(imported, /^widget\/(store|view)\//),
  },
  {
    why: "the store knows no view",
    from: /^widget\/store\//,
    forbids: (imported) => within(imported, /^widget\/view\//),
  },
  {
    why: "the loader stands alone: the panel comes with the first open",
    from: /^widget\/loader\.ts$/,
    forbids: (imported) => within(imported, /^widget\/(view|store|transport|chat)\/|^preact/),
  },
];

/** Ways out of the Worker: the global `fetch`, sockets, and the binding that `outside/` alone may hold. */
const WAY_OUT =
  /(?<![.\w"])fetch\b(?!\s*[?:])|\b(?:globalThis|self)\s*(?:\.\s*|\[\s*["'])fetch\b|["']cloudflare:sockets["']|\bPUBLIC_NET\b/;
const COMMENT = /^\s*(?:\/?\*|\/\/)/;

/**
 * The Worker from top to bottom, as ARCHITECTURE.md draws it. A file imports from its own line and from those below,
 * types included: a request goes down, and nothing calls back up.
 */
const LINES: readonly RegExp[] = [
  /^worker\/(index|app)\.ts$/,
  /^worker\/(routes|dialects)\//,
  /^worker\/http\//,
  // The objects; their stores stand further down.
  /^worker\/durable\/(conversation|knowledge-base|ledger|source|source-store|source-syncs|source-view|answer-keeper|begin-answer|start-answer|end-orphan|write-answer|knowledge-store|knowledge-work|vector-work)\.ts$/,
  /^worker\/compose\.ts$/,
  /^worker\/chat\//,
  /^worker\/engines\.ts$/,
  /^worker\/(adapters|crawl)\//,
  /^worker\/knowledge\/(ingest|feed|reconcile)\.ts$/,
  /^worker\/ports\.ts$/,
  /^worker\/(tenancy\/|settings\.ts$|durable\/)/,
  /^worker\/((knowledge|sqlite|outside)\/|[\w-]+\.ts$)/,
];

/** Undefined for what is on none. */
function lineOf(path: string): number | undefined {
  const line = LINES.findIndex((pattern) => pattern.test(path));
  return line < 0 ? undefined : line;
}

/** Ways to address a Durable Object. */
const ADDRESSING = /\.(idFromName|idFromString|getByName|newUniqueId)\s*\(/;

/** `source` is the text of the file at `path`, a path from the repository root with forward slashes. */
export function findViolations(path: string, source: string): Violation[] {
  const isTest = TEST.test(path);
  const found: Violation[] = [];
  const line = isTest ? undefined : lineOf(path);
  if (!isTest && path.startsWith("worker/") && line === undefined)
    found.push({ at: path, why: "stands on no line of the Worker" });
  const rules = RULES.filter((rule) => rule.from.test(path) && (rule.bindsTests === true || !isTest));
  for (const imported of importsOf(path, source)) {
    for (const rule of rules) {
      if (rule.forbids(imported, path))
        found.push({ at: `${path}:${imported.line}`, why: `${rule.why} (${imported.target})` });
    }
    const to = lineOf(imported.target);
    if (line !== undefined && to !== undefined && to < line)
      found.push({ at: `${path}:${imported.line}`, why: `nothing calls back up the line (${imported.target})` });
  }
  if (!isTest && /^worker\/(?!outside\/|adapters\/|settings\.ts)/.test(path)) {
    source.split("\n").forEach((line, index) => {
      if (WAY_OUT.test(line) && !COMMENT.test(line)) {
        found.push({
          at: `${path}:${index + 1}`,
          why: "only outside/ asks an address of an owner (adapters: the operator's)",
        });
      }
    });
  }
  if (!isTest && /^(worker|shared|widget)\//.test(path) && !path.startsWith("worker/tenancy/")) {
    source.split("\n").forEach((line, index) => {
      if (ADDRESSING.test(line)) {
        found.push({ at: `${path}:${index + 1}`, why: "only tenancy/ addresses a Durable Object" });
      }
    });
  }
  return found;
}

const IMPORT =
  /^[ \t]*(?:import|export)\s+(?:type\s)?([^"';]*?)\s*from\s*["']([^"']+)["']|\bimport\s*\(?\s*["']([^"']+)["']/gm;

/** Of types as well as of values. */
export function importsOf(path: string, source: string): Import[] {
  return [...source.matchAll(IMPORT)].map((match) => {
    const [, clause = "", from, bare] = match;
    const specifier = from ?? bare ?? "";
    return {
      target: specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier,
      clause,
      line: source.slice(0, match.index).split("\n").length,
    };
  });
}
