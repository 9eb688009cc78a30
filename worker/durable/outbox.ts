/**
 * Reports on their way to another object. Stored in one transaction with what they report, sent until
 * they are taken; the receiver knows each by its id, so that sending twice counts once.
 */

import type { Facts } from "../sqlite/facts.ts";

export interface Outbox<Report> {
  add(id: string, report: Report): void;
  /**
   * Sends what waits and forgets what was taken.
   *
   * @throws what `send` throws; what was not taken has to be sent again later
   */
  deliver(send: (report: Report, id: string) => Promise<void>): Promise<void>;
  /** Forgets what waits. */
  clear(): void;
}

const PREFIX = "report ";

/** @param exists false once everything was erased, which may happen while a report is on its way */
export function createOutbox<Report>(facts: Facts, exists: () => boolean): Outbox<Report> {
  return {
    add(id, report) {
      facts.set(PREFIX + id, JSON.stringify(report));
    },
    async deliver(send) {
      for (const [name, report] of facts.startingWith(PREFIX)) {
        // Forgotten while the one before it was on its way.
        if (facts.get(name) === undefined) continue;
        await send(JSON.parse(report) as Report, name.slice(PREFIX.length));
        if (!exists()) return;
        facts.drop(name);
      }
    },
    clear() {
      for (const [name] of facts.startingWith(PREFIX)) facts.drop(name);
    },
  };
}
