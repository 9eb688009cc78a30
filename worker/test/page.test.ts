/** The address of the page a visitor asks from: a hint for the model, which the widget can keep to itself. */

import { describe, expect, it } from "vitest";
import { useGate } from "./fakes/gated-generator.ts";
import { ask, createTenant, putDocument } from "./harness.ts";

const used = useGate();

describe("the page of a question", () => {
  it.each([
    ["its path alone", "https://shop.example/jumpers/?token=s3cret#size", "https://shop.example/jumpers/"],
    ["nothing where the widget keeps it to itself", null, undefined],
    ["nothing of what is no address", "jumpers", undefined],
    ["nothing of an address that runs", "javascript:alert(1)", undefined],
    ["nothing of what is no text", { href: "https://shop.example/" }, undefined],
  ])("tells the model %s", async (_what, page, told) => {
    const tenant = await createTenant("Pages");
    await putDocument(tenant, "wool.md", "# Wool\n\nWool is washed by hand, in cold water.");
    used.gate.say("Wool is washed by hand, in cold water. [1]");
    used.gate.finish();
    await ask(tenant, "How is wool washed?", { more: { page } });
    const prompt = used.gate.prompts.at(-1)!;
    expect(prompt.question).toContain("wool");
    expect(prompt.page).toBe(told);
  });
});
