/** Origins that asked for a bot, from where they are held to its ledger. */

import type { OriginNotes } from "../../tenancy/origin-notes.ts";
import type { TenantScope } from "../../tenancy/scope.ts";

export async function tellOrigins(notes: OriginNotes, scope: TenantScope): Promise<void> {
  const held = notes.take(scope.botId);
  if (held.length > 0) await scope.ledger.noteOrigins(held);
}
