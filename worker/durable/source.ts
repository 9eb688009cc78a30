/**
 * One source of a bot: a website that is read, and kept in step with. The object holds every address with what
 * became of it, and its alarm does the reading a step at a time, so that a sync goes on after any restart.
 */

import { DurableObject } from "cloudflare:workers";
import { fileReader } from "../knowledge/files.ts";
import { ProblemError } from "../../shared/problem.ts";
import { compose } from "../compose.ts";
import { type Addresses, createAddresses } from "../crawl/addresses.ts";
import type { Crawl } from "../crawl/crawl.ts";
import { addStart } from "../crawl/discover.ts";
import { createConfigStore } from "../crawl/config-store.ts";
import { continueSync, isOrphaned } from "../crawl/sync-run.ts";
import { AGENT, createHosts, type Hosts } from "../crawl/hosts.ts";
import { PAGE_STATUSES } from "../page-status.ts";
import { createPageStore } from "../crawl/page-store.ts";
import { createSiteBlocks, type SiteBlocks } from "../crawl/site-blocks.ts";
import { type Home, homeOf } from "../crawl/site-scope.ts";
import { configOf, EVERY_MS, patchConfig, readsOtherwise, SOURCE_LIMITS } from "../crawl/source-config.ts";
import { createSyncState, iso, progressOf, type SyncState, type SyncStateStore } from "../crawl/sync-state.ts";
import type { Env } from "../settings.ts";
import { sourceOf, TenantScope } from "../tenancy/scope.ts";
import { createFacts, type Facts } from "../sqlite/facts.ts";
import { type Refusal, settle } from "../outcome.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import type { PagesRequest, PageView, SourceApi, SourceCreate, SourcePatch, SourceView } from "./source-api.ts";

/** What is done later: the next step of a sync, the next sync, news for webhooks, the end of a source that was deleted. */
type Work = "crawl" | "sync" | "tell" | "erase";

export class Source extends DurableObject<Env> implements SourceApi {
  readonly #facts: Facts;
  readonly #config: ReturnType<typeof createConfigStore>;
  readonly #addresses: Addresses;
  readonly #hosts: Hosts;
  readonly #blocks: SiteBlocks;
  readonly #schedule: Scheduler;
  readonly #sync: SyncStateStore;
  readonly #reading = new Map<string, { key: string; url: string }>();
  /** False from the moment on at which its documents go: what is being read just now must not come after them. */
  #isOpen = true;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    const { sql } = state.storage;
    this.#facts = createFacts(sql);
    this.#addresses = createAddresses(sql);
    this.#hosts = createHosts(sql);
    this.#blocks = createSiteBlocks(sql);
    this.#sync = createSyncState(this.#facts);
    const encryptionKey = () => compose(env).settings.keyEncryptionKey;
    this.#config = createConfigStore(this.#facts, encryptionKey, () => this.#who.sourceId);
    this.#schedule = createScheduler(state.storage, () => Date.now());
    state.storage.transactionSync(() => {
      this.#facts.create();
      if (this.#isErased) return;
      this.#addresses.create();
      this.#hosts.create();
      this.#blocks.create();
      this.#addresses.measure();
    });
    this.#schedule.wake();
  }

  get #isErased(): boolean {
    return this.#facts.get("erased") !== undefined;
  }

  create(given: SourceCreate, ownOrigin: string): Promise<SourceView | Refusal> {
    return settle(async () => {
      this.#refuseIfErased();
      const config = configOf(given, this.#fastest);
      this.#facts.set("own_origin", ownOrigin);
      this.#facts.set("created_at", String(Date.now()));
      await this.#config.keep(config);
      this.#begin(Date.now());
      return this.#view();
    });
  }

  view(): SourceView | undefined {
    return this.#facts.get("config") === undefined || this.#isErased ? undefined : this.#view();
  }

  patch(given: SourcePatch): Promise<SourceView | Refusal> {
    return settle(async () => {
      const before = await this.#config.open();
      const after = patchConfig(before, given, this.#fastest);
      if (readsOtherwise(before, after)) this.#addresses.forgetBodies();
      await this.#config.keep(after);
      this.#scheduleNext();
      return this.#view();
    });
  }

  sync(): Promise<SourceView | Refusal> {
    return settle(() => {
      const state = this.#state;
      const wait = state.askedAt + SOURCE_LIMITS.syncAgainMs - Date.now();
      if (wait > 0) {
        const retryAfter = Math.ceil(wait / 1_000);
        throw new ProblemError("rate-limited", {
          detail: `A sync was asked for just now. Try again in ${retryAfter} s.`,
          retryAfter,
        });
      }
      if (state.status === "stopped") {
        this.#sync.set({ ...state, status: "syncing", askedAt: Date.now() });
        this.#due("crawl");
      } else if (state.status !== "syncing") this.#begin(Date.now());
      return this.#view();
    });
  }

  stop(): Promise<SourceView | Refusal> {
    return settle(() => {
      const state = this.#state;
      if (state.status === "syncing") {
        this.#sync.set({ ...state, status: "stopped" });
        this.#schedule.drop("crawl");
      }
      return this.#view();
    });
  }

  confirm(): Promise<SourceView | Refusal> {
    return settle(() => {
      const { problem: _, ...state } = this.#state;
      if (state.status !== "needs-confirmation") {
        throw new ProblemError("conflict", { detail: "Nothing waits to be confirmed." });
      }
      this.#facts.set("confirmed", "1");
      this.#sync.set({ ...state, status: "syncing" });
      this.#due("crawl");
      return this.#view();
    });
  }

  pages(request: PagesRequest): { cursor: number; page: PageView }[] | undefined {
    if (this.view() === undefined) return undefined;
    return this.#addresses.list(request).map((row) => {
      const [detail, advice] = PAGE_STATUSES[row.status];
      const { url, status, reason, http_status, found_by, depth, document_id } = row;
      const times = { fetched_at: iso(row.fetched_at), changed_at: iso(row.changed_at) };
      return {
        cursor: row.id,
        page: { url, status, reason, detail, advice, http_status, found_by, depth, document_id, ...times },
      };
    });
  }

  async remove(documents: "keep" | "remove"): Promise<boolean> {
    if (this.view() === undefined) return false;
    this.#isOpen = documents === "keep";
    if (documents === "keep") this.erase();
    else {
      this.#facts.set("removing", "1");
      this.#facts.drop("config");
      this.#schedule.drop("crawl");
      this.#schedule.drop("sync");
      this.#due("erase");
      await this.#removeDocuments();
    }
    return true;
  }

  erase(): void {
    if (this.#isErased) return;
    this.#schedule.end();
    this.ctx.storage.transactionSync(() => {
      for (const table of ["addresses", "hosts", "blocks", "block_pages", "held", "facts"])
        this.ctx.storage.sql.exec(`DROP TABLE IF EXISTS ${table}`);
      this.#facts.create();
      this.#facts.set("erased", new Date().toISOString());
    });
  }

  override alarm(): Promise<void> {
    return this.#schedule.run({
      crawl: () => this.#crawl(),
      sync: () => this.#syncOnTime(),
      tell: () => this.#tell(),
      erase: () => this.#removeDocuments(),
    } satisfies Record<Work, () => void | Promise<void>>);
  }

  /** A sync that runs or was stopped is left alone, and its time comes again. */
  #syncOnTime(): void {
    const { every } = this.#config.plain();
    if (["idle", "failed", "needs-confirmation"].includes(this.#state.status)) this.#begin(Date.now());
    else if (every !== null) this.#due("sync", Date.now() + EVERY_MS[every]);
  }

  #due(work: Work, at = Date.now()): void {
    this.#schedule.at(work, at);
  }

  /** @throws ProblemError `not-found` where there is no source */
  get #state(): SyncState {
    this.#config.plain();
    return this.#sync.get();
  }

  get #fastest() {
    return compose(this.env).settings.crawlPaceFastest;
  }

  #begin(now: number): void {
    const { last } = this.#sync.get();
    this.ctx.storage.transactionSync(() => {
      this.#addresses.restart(this.#config.plain().max_pages);
      this.#facts.drop("home");
      this.#facts.drop("confirmed");
      this.#addresses.measure();
      this.#sync.set({ status: "syncing", startedAt: now, askedAt: now, removed: 0, last });
      addStart(this.#addresses, this.#config.plain());
      this.#due("crawl", now);
      this.#scheduleNext();
    });
  }

  #scheduleNext(): void {
    const { every } = this.#config.plain();
    const { startedAt } = this.#sync.get();
    if (every === null) this.#schedule.drop("sync");
    else this.#due("sync", (startedAt ?? Date.now()) + EVERY_MS[every]);
  }

  async #crawl(): Promise<void> {
    if (this.#state.status !== "syncing") return;
    const parts = { facts: this.#facts, state: this.#sync, isOpen: () => this.#isOpen && !this.#isErased };
    try {
      const next = await continueSync(await this.#open(), parts);
      if (next !== undefined) this.#due("crawl", next);
      else if (this.#state.problem !== undefined) this.#due("tell");
    } catch (error) {
      if (!isOrphaned(error)) throw error;
      this.erase();
    }
  }

  /** A sync that failed, or that waits for its owner, is told to the bot's webhooks. */
  async #tell(): Promise<void> {
    const { scope, sourceId } = this.#who;
    const { status, problem } = this.#state;
    if (problem === undefined) return;
    const { url } = this.#config.plain();
    await scope.ledger.tell("source.failed", { source_id: sourceId, url, status, problem });
  }

  async #open(): Promise<Crawl> {
    const config = await this.#config.open();
    const ownOrigin = this.#facts.get("own_origin")!;
    const { scope, sourceId } = this.#who;
    const facts = this.#facts;
    const kept = facts.get("home");
    const siteDocument = {
      get: () => facts.get("site_document") !== undefined,
      set: (there: boolean) => (there ? facts.set("site_document", "1") : facts.drop("site_document")),
    };
    const crawl: Crawl = {
      addresses: this.#addresses,
      hosts: this.#hosts,
      blocks: this.#blocks,
      config,
      home: kept === undefined ? homeOf(config.url) : (JSON.parse(kept) as Home),
      moveHome(url) {
        crawl.home = homeOf(url);
        facts.set("home", JSON.stringify(crawl.home));
      },
      store: createPageStore({
        scope,
        sourceId,
        url: config.url,
        siteDocument,
        isOpen: () => this.#isOpen,
      }),
      reading: this.#reading,
      outside: this.env,
      files: fileReader(this.env),
      ownOrigins: [ownOrigin],
      userAgent: `${AGENT}/0.1 (+${ownOrigin}/crawler)`,
      now: () => Date.now(),
    };
    return crawl;
  }

  get #who(): { scope: TenantScope; sourceId: string } {
    return { scope: TenantScope.ofObject(this.ctx.id, this.env), sourceId: sourceOf(this.ctx.id) };
  }

  async #removeDocuments(): Promise<void> {
    if (this.#facts.get("removing") === undefined) return;
    const { scope, sourceId } = this.#who;
    const ids = [...this.#addresses.documentIds(), `${sourceId}:site`];
    for (let at = 0; at < ids.length; at += 500) await scope.knowledgeBase.removeAll(ids.slice(at, at + 500));
    this.erase();
  }

  #view(): SourceView {
    const { status, problem = null, last } = this.#state;
    const state = this.#sync.get();
    const runs = status !== "idle" && status !== "failed";
    return {
      source_id: this.#who.sourceId,
      ...this.#config.plain(),
      headers: this.#config.headerNames(),
      status,
      problem,
      progress: runs ? progressOf(this.#addresses, state, null) : null,
      last_sync: last,
      next_sync_at: iso(this.#schedule.due("sync") ?? null),
      created_at: iso(Number(this.#facts.get("created_at")))!,
    };
  }

  #refuseIfErased(): void {
    if (this.#isErased) throw new ProblemError("not-found", { detail: "There is no such source." });
  }
}
