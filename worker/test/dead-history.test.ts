/** What was said of a document that is gone since is not told to the model again. */

import { describe, expect, it } from "vitest";
import { useGate } from "./fakes/gated-generator.ts";
import { ask, call, createTenant, putDocument, type Tenant } from "./harness.ts";

const used = useGate();

async function withTwo(name: string): Promise<Tenant> {
  const tenant = await createTenant(name);
  await putDocument(tenant, "gone.md", `# Keeper\n\nThe keeper of the lighthouse is called ${tenant.canary}.`);
  await putDocument(tenant, "stays.md", "# Opening\n\nThe lighthouse opens at nine in summer.");
  return tenant;
}

async function talk(tenant: Tenant, question: string, says: string): Promise<string> {
  const pending = ask(tenant, question, { conversation: "talk" });
  used.gate.say(says);
  used.gate.finish();
  await pending;
  return JSON.stringify(used.gate.prompts.at(-1)?.history);
}

describe("an earlier answer", () => {
  it("loses the sentence of a deleted document, of this bot alone, and keeps the others", async () => {
    const [tenant, other] = [await withTwo("Dead"), await withTwo("Alive")];
    for (const each of [tenant, other]) {
      await talk(
        each,
        "Who keeps the lighthouse, and when does it open?",
        `The keeper of the lighthouse is called ${each.canary}. [1][2] The lighthouse opens at nine in summer. [1][2]`,
      );
    }
    const deleted = await call("/v1/documents/gone.md", { key: tenant.secretKey, method: "DELETE" });
    expect(deleted.ok).toBe(true);
    const told = await talk(tenant, "Which lighthouse do you mean by that?", "The lighthouse. ");
    expect(told).not.toContain(tenant.canary);
    expect(told).toContain("opens at nine in summer");
    expect(await talk(other, "Which lighthouse do you mean by that?", "The lighthouse. ")).toContain(other.canary);
  });
});
