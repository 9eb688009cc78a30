import { afterEach, expect, test, vi } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import { createAdmission } from "./admission.ts";
import type { AdmitRequest } from "./api.ts";
import type { LedgerStore } from "./ledger-store.ts";

afterEach(() => vi.unstubAllGlobals());

test("a question whose wait is over is answered, also where it was woken in between", async () => {
  const time = Promise.withResolvers<void>();
  vi.stubGlobal("scheduler", { wait: () => time.promise });
  let ended = Promise.withResolvers<void>();
  const asked: boolean[] = [];
  const spending = {
    check(_: AdmitRequest, patient: boolean) {
      asked.push(patient);
      // A loop that never ends lets no timer of a test end it.
      if (asked.length > 20) throw new Error("It asks again and again.");
      if (patient) return "later";
      throw new ProblemError("budget-exhausted", { detail: "Spent." });
    },
    promises: { next: () => ended.promise },
  };
  const admission = createAdmission({ spending } as unknown as LedgerStore, () => undefined);
  const admitted = admission.admit({} as AdmitRequest);
  for (const _ of ["one answer ends", "and another"]) {
    const { resolve } = ended;
    ended = Promise.withResolvers();
    resolve();
    await vi.waitFor(() => undefined);
  }
  expect(asked.length).toBeGreaterThan(1);
  time.resolve();
  await expect(admitted).rejects.toThrow("Spent.");
  expect(asked.at(-1)).toBe(false);
});

test("a conversation is written down also where a restart has forgotten its question", () => {
  const open = vi.fn();
  const log = { knows: () => false, open };
  const admission = createAdmission({ log, spending: {} } as unknown as LedgerStore, () => undefined);
  const asked = { visitorId: "v", conversationId: "c", question: "Why?" };
  admission.keep(asked);
  expect(open).toHaveBeenCalledExactlyOnceWith("v", "c", "Why?", expect.any(Number));
});
