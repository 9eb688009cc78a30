/**
 * Guards of a file, each taken away in turn: a refusal that is never reached, a half of a condition that is not asked, a
 * statement that verifies left out, a part of an address or of a WHERE clause that is the same for everybody, an option
 * of a verification that is not given.
 */

import { createHash } from "node:crypto";
import { parseSync } from "vite";

export interface Mutant {
  /** Stays the same while the text about it does. */
  key: string;
  file: string;
  line: number;
  kind: "refusal" | "half" | "check" | "address" | "where" | "option";
  start: number;
  end: number;
  /** What stands there, and what takes its place. */
  original: string;
  replacement: string;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [name: string]: unknown;
}

/** Calls whose whole use is what they refuse. */
const CHECK = /^(verify|refuse|assert|check|require|judge)[A-Z]\w*$/;
/** Options of a verification by `jose`, and of our own. */
const OPTIONS = [
  "algorithms",
  "audience",
  "issuer",
  "typ",
  "maxTokenAge",
  "requiredClaims",
  "clockTolerance",
  "currentDate",
];
/** A condition of SQL that compares with what is bound or said; one that has a table's own name before it as well. */
const WHERE =
  /(?<=\b(?:WHERE|AND|ON) |["`])((?:[\w.]+|\$\{\w+\}) (?:=|<>|<|>|<=|>=|IN) (?:\?\d*|'[\w-]+'|\([^()]*\)))/g;

export function findMutants(file: string, source: string): Mutant[] {
  const { program, errors } = parseSync(file, source, { lang: "ts" });
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const found: Omit<Mutant, "key">[] = [];
  const lineAt = (at: number): number => source.slice(0, at).split("\n").length;
  const add = (kind: Mutant["kind"], { start, end }: { start: number; end: number }, replacement: string): void => {
    found.push({ file, line: lineAt(start), kind, start, end, original: source.slice(start, end), replacement });
  };
  walk(program as unknown as Node, [], (node, parents) => {
    const parent = parents.at(-1);
    switch (node.type) {
      case "IfStatement":
        if (isRefusal(node["consequent"] as Node)) add("refusal", node["test"] as Node, "false");
        return;
      case "ConditionalExpression": {
        // `x === undefined ? undefined : …` and the like: who has none is treated like who has.
        const { test } = node as unknown as { test: Node };
        if (isNothing(node["consequent"] as Node)) add("refusal", test, "false");
        if (isNothing(node["alternate"] as Node)) add("refusal", test, "true");
        return;
      }
      case "LogicalExpression": {
        const operator = node["operator"] as string;
        if (operator === "??") return;
        for (const side of ["left", "right"] as const) {
          const half = node[side] as Node;
          if (half.type !== "LogicalExpression" || half["operator"] !== operator)
            add("half", half, operator === "&&" ? "true" : "false");
        }
        return;
      }
      case "ExpressionStatement": {
        const name = nameOfCall(node["expression"] as Node);
        if (name !== undefined && CHECK.test(name)) add("check", node, ";");
        return;
      }
      case "CallExpression": {
        if ((node["callee"] as Node)["name"] !== "address") return;
        for (const part of node["arguments"] as Node[]) add("address", part, '"-"');
        return;
      }
      case "Property": {
        const name = (node["key"] as Node)["name"];
        if (typeof name === "string" && OPTIONS.includes(name) && !isPattern(parents) && node["value"] !== undefined)
          add("option", node, "...{}");
        return;
      }
      case "Literal":
      case "TemplateLiteral": {
        if (parent?.type === "ImportDeclaration") return;
        const text = source.slice(node.start, node.end);
        for (const match of text.matchAll(WHERE)) {
          const [before, after] = [text.slice(0, match.index), text.slice(match.index + match[0].length)];
          add("where", node, `${before}(1 OR ${match[0]})${after}`);
          Object.assign(found.at(-1)!, { original: match[0], line: lineAt(node.start + match.index) });
        }
      }
    }
  });
  return named(found);
}

/** The same text twice in a file is told apart by its number. */
function named(found: Omit<Mutant, "key">[]): Mutant[] {
  const counts = new Map<string, number>();
  return found
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .map((mutant) => {
      const { file, kind, original, replacement } = mutant;
      const hash = createHash("sha256")
        .update(JSON.stringify([kind, original, replacement]))
        .digest("hex")
        .slice(0, 10);
      const count = (counts.get(hash) ?? 0) + 1;
      counts.set(hash, count);
      return { ...mutant, key: `${file} ${hash}${count === 1 ? "" : `.${count}`}` };
    });
}

function walk(node: Node, parents: Node[], visit: (node: Node, parents: Node[]) => void): void {
  // Types guard nothing at run time.
  if (node.type.startsWith("TS") && !/^TS(AsExpression|NonNullExpression|SatisfiesExpression)$/.test(node.type)) return;
  visit(node, parents);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof child === "object" && child !== null && typeof (child as Node).type === "string")
        walk(child as Node, [...parents, node], visit);
    }
  }
}

/** Throws, or answers with less. */
function isRefusal(body: Node): boolean {
  if (body.type === "BlockStatement") {
    const last = (body["body"] as Node[]).at(-1);
    return last !== undefined && isRefusal(last);
  }
  return ["ThrowStatement", "ReturnStatement", "ContinueStatement", "BreakStatement"].includes(body.type);
}

function isNothing(node: Node): boolean {
  return (
    (node.type === "Identifier" && node["name"] === "undefined") ||
    (node.type === "Literal" && node["value"] === null) ||
    (node.type === "ArrayExpression" && (node["elements"] as unknown[]).length === 0)
  );
}

function isPattern(parents: Node[]): boolean {
  return parents.at(-1)?.type === "ObjectPattern";
}

function nameOfCall(node: Node): string | undefined {
  const call = node.type === "AwaitExpression" ? (node["argument"] as Node) : node;
  if (call.type !== "CallExpression") return undefined;
  const callee = call["callee"] as Node;
  const name = callee.type === "MemberExpression" ? (callee["property"] as Node)["name"] : callee["name"];
  return typeof name === "string" ? name : undefined;
}
