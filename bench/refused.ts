/**
 * What requests that are refused cost the server: processor time of its runtime, which other work on the machine hardly changes.
 * Over HTTP against a server as `npm start` runs it, each asked in turn with a call that does nothing.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApi } from "../scripts/serve/api.ts";
import { spawnServer } from "../scripts/serve/spawn-server.ts";
import { AT_ONCE, type Asked, askInTurn, bearer, json } from "./asking.ts";
import { processorTime, runtimeOf } from "./process.ts";

const ROUNDS = 120;

export async function benchRefused(): Promise<string> {
  const state = mkdtempSync(join(tmpdir(), "vegarag-bench-"));
  const server = await spawnServer(["--port", "0", "--no-demo", "--state", state]);
  try {
    const { url, operator_key } = server.ready;
    const api = createApi(url);
    const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", operator_key, { name: "Bench" });
    const bot = await api<{ secret_key: string; publishable_key: string }>("POST", "/v1/bots", account_key, {
      name: "Bench",
      allowed_origins: ["https://bench.example"],
    });
    const { token } = await api<{ token: string }>("POST", "/v1/embed-tokens", bot.secret_key, {});
    const [head, payload] = token.split(".");
    const session = (publishable_key: string, origin: string): RequestInit => json({ publishable_key }, { origin });
    const nothing: Asked = { path: "/healthz", status: 200 };
    const refused: Record<string, Asked> = {
      "a token that is none": { path: "/v1/embed-config", init: { headers: bearer("a.b.c") }, status: 401 },
      "a token with a forged signature": {
        path: "/v1/embed-config",
        init: { headers: bearer(`${head}.${payload}.${"A".repeat(86)}`) },
        status: 401,
      },
      "a secret key that nobody has": {
        path: "/v1/bot",
        init: { headers: bearer(`vrs_${"q".repeat(40)}`) },
        status: 401,
      },
      "a publishable key that nobody has": {
        path: "/v1/embed-sessions",
        init: session(`vrp_${"q".repeat(40)}`, "https://bench.example"),
        status: 401,
      },
      "an origin that is not listed": {
        path: "/v1/embed-sessions",
        init: session(bot.publishable_key, "https://evil.example"),
        status: 403,
      },
      "a body of 1 MB where 32 KB are taken": {
        path: "/v1/chat",
        init: json({ id: "c", message: "x".repeat(1_000_000) }, bearer(token)),
        status: 413,
        isUnread: true,
      },
      "the same body where there is nothing": {
        path: "/v1/nothing",
        init: json({ id: "c", message: "x".repeat(1_000_000) }),
        status: 404,
        isUnread: true,
      },
    };
    const runtime = runtimeOf(server.process.pid!);
    const rows: string[] = [];
    for (const [name, asked] of Object.entries(refused)) {
      const [base, own] = await askInTurn(url, ROUNDS, () => processorTime(runtime), nothing, asked);
      rows.push(`| ${name} | ${base!.toFixed(2)} | ${own!.toFixed(2)} | ${(own! / base!).toFixed(2)} |`);
    }

    return [
      `Processor time of the runtime, milliseconds a request, ${AT_ONCE} at once, medians of ${ROUNDS} rounds that are asked in turn with a call that does nothing (\`/healthz\`). Each line has a base of its own. No route reads the body of 1 MB; \`npm start\` takes it off the wire, so that the client can read why it was refused: the line below sends the same to where nothing is.`,
      "",
      "| refused | nothing | this | ratio |",
      "|---|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  } finally {
    await server.stop();
    rmSync(state, { recursive: true, force: true });
  }
}
