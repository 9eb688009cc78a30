/** What nobody knows is refused by its name, on every route: a field that is misspelled would be ignored without a word. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../http/route.ts";
import { ROUTES } from "../routes/table.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { getProblem, signIn } from "./harness.ts";
import { createFurnished, type Furnished } from "./principals.ts";

let mine: Furnished;
let session: string;

beforeAll(async () => {
  mine = await createFurnished("Mine");
  session = await signIn(mine.accountKey);
});

function keyFor({ kind, principals }: Route): string | undefined {
  if (kind === "public") return undefined;
  if (principals.includes("operator")) return env.OPERATOR_KEY;
  if (principals.includes("secret")) return mine.secretKey;
  if (principals.includes("mcp")) return mine.mcpKey;
  if (principals.includes("account")) return mine.accountKey;
  return principals.includes("console-account") ? session : mine.token;
}

function ask(route: Route, path: string, body: unknown) {
  const { headers = {} } = EXAMPLES[nameOf(route)]!(mine);
  const key = keyFor(route);
  return getProblem(path, {
    method: route.method,
    headers,
    ...(key === undefined ? {} : { key }),
    ...(body === undefined ? {} : { body }),
  });
}

// Another product's clients send what is theirs.
const ours = ROUTES.filter(({ problemDialect }) => problemDialect === undefined);

describe.each(ours.map((route) => [nameOf(route), route] as const))("%s", (name, route) => {
  it("refuses a query parameter that it does not know", async () => {
    const { path, body } = EXAMPLES[name]!(mine);
    const problem = await ask(route, `${path}${path.includes("?") ? "&" : "?"}colour=red`, body);
    expect(problem).toMatchObject({ slug: "invalid-request", issues: [{ path: "colour" }] });
  });
});

describe.each(ours.filter(({ body }) => body !== undefined).map((route) => [nameOf(route), route] as const))(
  "%s",
  (name, route) => {
    it("refuses a field that it does not know", async () => {
      const { path, body = {} } = EXAMPLES[name]!(mine);
      const problem = await ask(route, path, { ...(body as object), colour: "red" });
      expect(problem).toMatchObject({ slug: "invalid-request" });
      expect(problem.issues).toContainEqual({ path: "colour", message: "Unknown field." });
    });
  },
);

describe.each(
  ours
    .filter(
      ({ method, body, file, foreignBody }) =>
        method !== "GET" && method !== "DELETE" && !body && !file && !foreignBody,
    )
    .map((route) => [nameOf(route), route] as const),
)("%s, which reads no body,", (name, route) => {
  it("refuses a field in one", async () => {
    const { path } = EXAMPLES[name]!(mine);
    const problem = await ask(route, path, { colour: "red" });
    expect(problem).toMatchObject({ slug: "invalid-request", issues: [{ path: "colour" }] });
  });
});
