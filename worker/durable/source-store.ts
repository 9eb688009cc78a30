/** Where a source keeps its settings, its addresses and how it stands: everything in the database of its object. */

import { type Addresses, createAddresses } from "../crawl/addresses.ts";
import { createConfigStore } from "../crawl/config-store.ts";
import { createHosts, type Hosts } from "../crawl/hosts.ts";
import { createSiteBlocks, type SiteBlocks } from "../crawl/site-blocks.ts";
import { createSyncState, type SyncStateStore } from "../crawl/sync-state.ts";
import { createFacts, type Facts } from "../sqlite/facts.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";

export interface SourceStore {
  storage: DurableObjectStorage;
  facts: Facts;
  config: ReturnType<typeof createConfigStore>;
  addresses: Addresses;
  hosts: Hosts;
  blocks: SiteBlocks;
  sync: SyncStateStore;
  schedule: Scheduler;
  /** False from the moment on at which its documents go: what is being read just now must not come after them. */
  isOpen: boolean;
}

/** @param sourceId binds what is encrypted to this source */
export function createSourceStore(
  storage: DurableObjectStorage,
  encryptionKey: () => Uint8Array<ArrayBuffer>,
  sourceId: () => string,
): SourceStore {
  const { sql } = storage;
  const facts = createFacts(sql);
  const store: SourceStore = {
    storage,
    facts,
    config: createConfigStore(facts, encryptionKey, sourceId),
    addresses: createAddresses(sql),
    hosts: createHosts(sql),
    blocks: createSiteBlocks(sql),
    sync: createSyncState(facts),
    schedule: createScheduler(storage, () => Date.now()),
    isOpen: true,
  };
  storage.transactionSync(() => {
    facts.create();
    if (isErased(store)) return;
    for (const tables of [store.addresses, store.hosts, store.blocks]) tables.create();
    store.addresses.measure();
  });
  return store;
}

export function isErased({ facts }: SourceStore): boolean {
  return facts.get("erased") !== undefined;
}

/** The mark alone stays. */
export function eraseSource(store: SourceStore): void {
  if (isErased(store)) return;
  const { storage, facts, schedule } = store;
  schedule.end();
  storage.transactionSync(() => {
    for (const table of ["addresses", "hosts", "blocks", "block_pages", "held", "facts"])
      storage.sql.exec(`DROP TABLE IF EXISTS ${table}`);
    facts.create();
    facts.set("erased", new Date().toISOString());
  });
}
