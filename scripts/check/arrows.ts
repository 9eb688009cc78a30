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

interface Import {
  /** A path from the repository root for relative imports, else the package. */
  target: string;
  /** What stands between `import` and `from`. */
  clause: string;
  typeOnly: boolean;
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
    why: "the Worker never imports the widget",
    from: /^worker\//,
    bindsTests: true,
    forbids: (imported) => within(imported, /^widget\//),
  },
  {
    why: "only app, http/, routes/ and dialects/ know Hono",
    from: /^worker\/(?!app\.ts|http\/|routes\/|dialects\/)/,
    forbids: (imported) => within(imported, /^hono(\/|$)/),
  },
  {
    why: "only compose chooses adapters",
    from: /^worker\/(?!compose\.ts|adapters\/)/,
    forbids: (imported) => within(imported, /^worker\/adapters\//),
  },
  {
    why: "a request goes down the line and nothing calls back up it",
    from: /^worker\/(chat|knowledge|durable|tenancy|adapters)\//,
    forbids: (imported) => within(imported, /^worker\/(app\.ts|index\.ts|http\/|routes\/|dialects\/)/),
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
    forbids: (imported) => !imported.typeOnly && within(imported, /^widget\/(view|store|transport|chat)\/|^preact/),
  },
];

/** Ways out of the Worker: the global `fetch`, sockets, and the binding that `outside/` alone may hold. */
const WAY_OUT =
  /(?<![.\w])fetch\b(?!\s*[?:])|\b(?:globalThis|self)\s*(?:\.\s*|\[\s*["'])fetch\b|["']cloudflare:sockets["']|\bPUBLIC_NET\b/;
const COMMENT = /^\s*(?:\/?\*|\/\/)/;

/** Ways to address a Durable Object. */
const ADDRESSING = /\.(idFromName|idFromString|getByName|newUniqueId)\s*\(/;

/** `source` is the text of the file at `path`, a path from the repository root with forward slashes. */
export function findViolations(path: string, source: string): Violation[] {
  const isTest = TEST.test(path);
  const found: Violation[] = [];
  const rules = RULES.filter((rule) => rule.from.test(path) && (rule.bindsTests === true || !isTest));
  for (const imported of importsOf(path, source)) {
    for (const rule of rules) {
      if (rule.forbids(imported, path))
        found.push({ at: `${path}:${imported.line}`, why: `${rule.why} (${imported.target})` });
    }
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
  /^[ \t]*(?:import|export)\s+(type\s)?([^"';]*?)\s*from\s*["']([^"']+)["']|\bimport\s*\(?\s*["']([^"']+)["']/gm;

function importsOf(path: string, source: string): Import[] {
  return [...source.matchAll(IMPORT)].map((match) => {
    const [, type, clause = "", from, bare] = match;
    const specifier = from ?? bare ?? "";
    return {
      target: specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier,
      clause,
      typeOnly: type !== undefined,
      line: source.slice(0, match.index).split("\n").length,
    };
  });
}
