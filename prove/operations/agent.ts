/** What an agent does with an MCP key. */

import { type Bot, conversationOf, type Credential } from "../model.ts";
import { credentialFor, type Operation, topicFor } from "./draw.ts";
import { tellAll } from "./chat.ts";
import { codeOf } from "./documents.ts";

let calls = 0;

function bodyOf(name: string, argument: object): object {
  return { jsonrpc: "2.0", id: ++calls, method: "tools/call", params: { name, arguments: argument } };
}

function visitorOf(bot: Bot, { value }: Credential): string {
  return `mcp-${bot.agentKeys.find((key) => key.value === value)?.id ?? "none"}`;
}

const headers = { accept: "application/json, text/event-stream", "mcp-protocol-version": "2025-11-25" };

export const AGENT_OPERATIONS: Record<string, Operation> = {
  async "agent searches"(world, draw, bot) {
    const credential = credentialFor(world, draw, ["agent"], { bot });
    const topic = topicFor(draw, credential.viewer.bot);
    const ticket = world.plant("question", credential.viewer.bot ?? bot, { visitor: "none" });
    const body = bodyOf("search", { query: `${codeOf(topic)} My ticket is ${ticket.word}.` });
    const found = await world.try(credential, ["agent"], "POST", "/mcp", { body, headers });
    if (!world.expect(found, [200], "an agent's search")) return;
    for (const { topic: of, life, canary } of credential.viewer.bot!.documents.values())
      world.check(
        "what is alive is found by its own",
        of !== topic || life !== "live" || found.seen.has(canary),
        () => found.text,
      );
  },

  async "agent reads"(world, draw, bot) {
    const credential = credentialFor(world, draw, ["agent"], { bot });
    const id = draw.of(["d1", "d2", "d3"]);
    const read = await world.try(credential, ["agent"], "POST", "/mcp", { body: bodyOf("fetch", { id }), headers });
    if (!world.expect(read, [200], "an agent's reading")) return;
    const document = credential.viewer.bot!.documents.get(id);
    const isThere = document?.life === "live";
    if (document?.life === "unsure") return;
    world.check(
      "an agent reads what there is",
      isThere ? read.seen.has(document.canary) : /not-found/.test(read.text),
      () => read.text,
    );
  },

  async "agent asks"(world, draw, bot) {
    const credential = credentialFor(world, draw, ["agent"], { bot });
    const owner: Bot | undefined = credential.viewer.bot;
    if (owner === undefined) return;
    // An agent's questions are those of a visitor of their own, which is the key.
    const visitor = visitorOf(owner, credential);
    const canary = world.plant("question", owner, { visitor });
    const question = `${codeOf(topicFor(draw, credential.viewer.bot))} My ticket is ${canary.word}.`;
    const hidden = conversationOf(owner, visitor, `of ${canary.word}`);
    hidden.questions.push(canary);
    tellAll(hidden, owner, undefined);
    [hidden.life, hidden.shaken] = ["unsure", true];
    const body = bodyOf("ask", { question });
    world.expect(
      await world.try(credential, ["agent"], "POST", "/mcp", { body, headers }),
      [200],
      "an agent's question",
    );
  },
};
