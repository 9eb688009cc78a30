/** What every answer has to be, whatever was asked: a success or a problem document about the request. */

import { expect } from "vitest";
import { PROBLEMS, slugOf } from "../../shared/problem.ts";
import { ask, type Tenant } from "./harness.ts";

/** @returns the body as text */
export async function expectSound(response: Response, what: string): Promise<string> {
  const text = await response.text();
  const shown = `${what.slice(0, 300)} → ${response.status} ${text.slice(0, 300)}`;
  expect(response.status, shown).toBeLessThan(500);
  expect(response.headers.get("x-request-id"), shown).toMatch(/^[0-9a-z]{25}$/);
  if (response.status < 400) return text;
  expect(response.headers.get("content-type"), shown).toBe("application/problem+json");
  const problem = JSON.parse(text) as { type: string; status: number; title: string; detail: string; instance: string };
  const slug = slugOf(problem);
  expect(slug, shown).toBeDefined();
  expect(problem).toMatchObject({
    status: response.status,
    title: PROBLEMS[slug!].title,
    instance: response.headers.get("x-request-id"),
  });
  expect(PROBLEMS[slug!].status, shown).toBe(response.status);
  expect(problem.detail, shown).not.toMatch(/SQLITE|D1_ERROR|TypeError|RangeError|at \w+ \(|received undefined/);
  // What a refusal repeats of the request is short.
  expect(text.length, shown).toBeLessThan(20_000);
  return text;
}

export const LIGHTHOUSE = "# Guide\n\nThe secret code word of the lighthouse is CANARY.";

/** A normal question to a bot that has the lighthouse's document still gets its normal answer. */
export async function expectAlive(...tenants: Tenant[]): Promise<void> {
  for (const tenant of tenants) {
    const answer = await ask(tenant, "What is the secret code word of the lighthouse?", { visitor: "normal" });
    expect(answer.text).toContain(tenant.canary);
    expect(answer.end).toMatchObject({ type: "finish", messageMetadata: { answered: true, grounded: true } });
  }
}
