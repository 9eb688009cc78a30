/** What real calls answer is what the API description says: status, type, and every field of the JSON. */

import { env } from "cloudflare:workers";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../http/route.ts";
import { REPLIES } from "../routes/replies.ts";
import { ROUTES } from "../routes/table.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { call, get, mintToken, signIn } from "./harness.ts";
import { createFurnished, type Furnished, VISITOR } from "./principals.ts";

let mine: Furnished;
let session: string;
let token: string;

beforeAll(async () => {
  mine = await createFurnished("Mine");
  session = await signIn(mine.accountKey);
  token = await mintToken(mine, { visitor_id: VISITOR });
});

function keyFor({ kind, principals }: Route): string | undefined {
  const held: [string, string][] = [
    ["operator", env.OPERATOR_KEY],
    ["secret", mine.secretKey],
    ["mcp", mine.mcpKey],
    ["account", mine.accountKey],
    ["console-account", session],
    ["embed", token],
  ];
  if (kind === "public") return undefined;
  return held.find(([principal]) => (principals as readonly string[]).includes(principal))?.[1];
}

// What takes something away comes last, and what takes the most at the very end.
const TAKES_MOST = ["/v1/visitors/:visitor_id", "/v1/bots/:bot_id"];
const weight = ({ method, path }: Route): number =>
  method === "DELETE" ? 2 + TAKES_MOST.indexOf(path) : Number(path.endsWith("/revoke-tokens"));
const ordered = ROUTES.toSorted((a, b) => weight(a) - weight(b));

it("is said for every route, and for none that is gone", () => {
  expect(Object.keys(REPLIES).toSorted()).toEqual(ROUTES.map(nameOf).toSorted());
});

describe.each(ordered.map((route) => [nameOf(route), route] as const))("%s", (name, route) => {
  it("answers as it is described", async () => {
    const { path, body, headers = {} } = EXAMPLES[name]!(mine);
    const key = keyFor(route);
    const response = await call(path, {
      method: route.method,
      headers,
      ...(key === undefined ? {} : { key }),
      ...(body === undefined ? {} : { body }),
    });
    const answered = await response.text();
    // What cannot be had in this state is a problem, which is described for all routes alike.
    if (response.headers.get("content-type") === "application/problem+json") {
      expect([EXAMPLES[name]!(mine).status, 429], answered).toContain(response.status);
      return;
    }
    const { status, schema, type } = REPLIES[name]!;
    expect(response.status, answered).toBe(status);
    if (schema !== undefined) {
      const parsed = v.safeParse(schema, JSON.parse(answered));
      expect(parsed.issues?.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`)).toBeUndefined();
    } else if (type === undefined) expect(answered).toBe("");
    else expect(response.headers.get("content-type")).toContain(type);
  });
});

describe("the description", () => {
  interface Operation {
    operationId: string;
    parameters?: { name: string; in: string; schema: object }[];
    requestBody?: { required: boolean; content: Record<string, object> };
    responses: Record<string, { content?: Record<string, { schema?: object }> }>;
  }

  it("names every call once, its parameters, and what it answers", async () => {
    const { paths } = await get<{ paths: Record<string, Record<string, Operation>> }>("/openapi.json");
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    expect(operations).toHaveLength(ROUTES.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(ROUTES.length);
    for (const { operationId } of operations) expect(operationId).toMatch(/^[a-z][A-Za-z]+$/);
    const conversations = paths["/v1/conversations"]!["get"]!;
    expect(conversations.parameters!.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["limit", "cursor", "query", "from", "to", "outcome", "rating", "visitor_id"]),
    );
    expect(conversations.responses["200"]!.content!["application/json"]!.schema).toMatchObject({
      type: "object",
      required: ["data", "next_cursor"],
    });
    expect(Object.keys(conversations.responses["200"]!.content!)).toContain("text/csv");
    const upload = paths["/v1/documents/{document_id}"]!["put"]!;
    expect(Object.keys(upload.requestBody!.content)).toEqual(["application/json", "multipart/form-data"]);
    expect(paths["/v1/documents/{document_id}"]!["delete"]!.responses["204"]!.content).toBeUndefined();
    expect(Object.keys(upload.responses)).toEqual(["200", "202", "default"]);
    const stream = paths["/v1/chat/{conversation_id}/stream"]!["get"]!;
    expect(stream.responses["204"]!.content).toBeUndefined();
    expect(stream.parameters!.map(({ name }) => name)).toContain("last-event-id");
    const made = paths["/v1/mcp-keys"]!["post"]!;
    expect(made.parameters).toMatchObject([{ name: "x-vegarag-account-key", in: "header", required: false }]);
    expect([made.requestBody!.required, paths["/v1/search"]!["post"]!.requestBody!.required]).toEqual([false, true]);
  });

  it("speaks the dialect of its version", async () => {
    // A validator of 2020-12 does not know the other one.
    expect(JSON.stringify(await get("/openapi.json"))).not.toContain("$schema");
  });
});
