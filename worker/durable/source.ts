/**
 * One source of a bot: a website that is read, and kept in step with. The object holds every address with what
 * became of it, and its alarm does the reading a step at a time, so that a sync goes on after any restart.
 */

import { DurableObject } from "cloudflare:workers";
import { fileReader } from "../knowledge/files.ts";
import { createOnce } from "../once.ts";
import { ProblemError } from "../../shared/problem.ts";
import { compose } from "../compose.ts";
import type { Crawl } from "../crawl/crawl.ts";
import { AGENT } from "../crawl/hosts.ts";
import { createPageStore } from "../crawl/page-store.ts";
import { type Home, homeOf } from "../crawl/site-scope.ts";
import { withNamesOf } from "../crawl/site-name.ts";
import { configOf, patchConfig, readsOtherwise } from "../crawl/source-config.ts";
import type { Env } from "../settings.ts";
import { sourceOf, TenantScope } from "../tenancy/scope.ts";
import { type Refusal, settle } from "../outcome.ts";
import { createSourceStore, eraseSource, isErased, type SourceStore } from "./source-store.ts";
import { createSyncs, type Syncs } from "./source-syncs.ts";
import { namesIn, pagesOf, viewOf } from "./source-view.ts";
import type { PagesRequest, PageView, SourceApi, SourceCreate, SourcePatch, SourceView } from "./source-api.ts";

/** With its readers of HTML and XML, which nothing before the first sync needs. */
export const readSync = createOnce(() => import("../crawl/sync-run.ts"));

/** What is done later: the next step of a sync, the next sync, news for webhooks, the end of a source that was deleted. */
type Work = "crawl" | "sync" | "tell" | "erase";

export class Source extends DurableObject<Env> implements SourceApi {
  readonly #store: SourceStore;
  readonly #syncs: Syncs;
  readonly #reading = new Map<string, { key: string; url: string }>();

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    const encryptionKey = () => compose(env).settings.keyEncryptionKey;
    this.#store = createSourceStore(state.storage, encryptionKey, () => this.#who.sourceId);
    this.#syncs = createSyncs(this.#store);
    this.#store.schedule.wake();
  }

  create(given: SourceCreate, ownOrigin: string): Promise<SourceView | Refusal> {
    return settle(async () => {
      if (isErased(this.#store)) throw new ProblemError("not-found", { detail: "There is no such source." });
      const { facts, config } = this.#store;
      const wanted = configOf(given, this.#fastest);
      facts.set("own_origin", ownOrigin);
      facts.set("created_at", String(Date.now()));
      await config.keep(wanted);
      this.#syncs.begin(Date.now());
      return this.#view();
    });
  }

  view(): SourceView | undefined {
    return this.#store.facts.get("config") === undefined || isErased(this.#store) ? undefined : this.#view();
  }

  patch(given: SourcePatch): Promise<SourceView | Refusal> {
    return settle(async () => {
      const { config, addresses } = this.#store;
      const before = await config.open();
      const after = patchConfig(before, given, this.#fastest);
      if (readsOtherwise(before, after)) addresses.forgetBodies();
      await config.keep(after);
      this.#syncs.scheduleNext();
      return this.#view();
    });
  }

  sync(): Promise<SourceView | Refusal> {
    return settle(() => {
      this.#syncs.ask();
      return this.#view();
    });
  }

  stop(): Promise<SourceView | Refusal> {
    return settle(() => {
      this.#syncs.stop();
      return this.#view();
    });
  }

  confirm(): Promise<SourceView | Refusal> {
    return settle(() => {
      this.#syncs.confirm();
      return this.#view();
    });
  }

  pages(request: PagesRequest): { cursor: number; page: PageView }[] | undefined {
    return this.view() === undefined ? undefined : pagesOf(this.#store, request);
  }

  async remove(documents: "keep" | "remove"): Promise<boolean> {
    if (this.view() === undefined) return false;
    this.#store.isOpen = documents === "keep";
    if (documents === "keep") this.erase();
    else {
      const { facts, schedule } = this.#store;
      facts.set("removing", "1");
      facts.drop("config");
      schedule.drop("crawl");
      schedule.drop("sync");
      schedule.at("erase", Date.now());
      await this.#removeDocuments();
    }
    return true;
  }

  erase(): void {
    eraseSource(this.#store);
  }

  override alarm(): Promise<void> {
    return this.#store.schedule.run({
      crawl: () => this.#crawl(),
      sync: () => this.#syncs.onTime(),
      tell: () => this.#tell(),
      erase: () => this.#removeDocuments(),
    } satisfies Record<Work, () => void | Promise<void>>);
  }

  get #fastest() {
    return compose(this.env).settings.crawlPaceFastest;
  }

  async #crawl(): Promise<void> {
    if (this.#syncs.state().status !== "syncing") return;
    const { facts, sync, schedule } = this.#store;
    const { continueSync, isOrphaned } = await readSync();
    const parts = { facts, state: sync, isOpen: () => this.#store.isOpen && !isErased(this.#store) };
    try {
      const next = await continueSync(await this.#open(), parts);
      if (next !== undefined) schedule.at("crawl", next);
      else if (this.#syncs.state().problem !== undefined) schedule.at("tell", Date.now());
    } catch (error) {
      if (!isOrphaned(error)) throw error;
      this.erase();
    }
  }

  /** A sync that failed, or that waits for its owner, is told to the bot's webhooks. */
  async #tell(): Promise<void> {
    const { scope, sourceId } = this.#who;
    const { status, problem } = this.#syncs.state();
    if (problem === undefined) return;
    const { url } = this.#store.config.plain();
    await scope.ledger.tell("source.failed", { source_id: sourceId, url, status, problem });
  }

  async #open(): Promise<Crawl> {
    const { facts, addresses, hosts, blocks } = this.#store;
    const config = await this.#store.config.open();
    const ownOrigin = facts.get("own_origin")!;
    const { scope, sourceId } = this.#who;
    const kept = facts.get("home");
    const siteDocument = {
      get: () => facts.get("site_document") !== undefined,
      set: (there: boolean) => (there ? facts.set("site_document", "1") : facts.drop("site_document")),
    };
    const crawl: Crawl = {
      addresses,
      hosts,
      blocks,
      config,
      home: kept === undefined ? homeOf(config.url) : (JSON.parse(kept) as Home),
      moveHome(url) {
        crawl.home = homeOf(url);
        facts.set("home", JSON.stringify(crawl.home));
      },
      noteNames(said) {
        const names = withNamesOf(namesIn(facts), said);
        if (names !== undefined) facts.set("names", JSON.stringify(names));
      },
      store: createPageStore({
        scope,
        sourceId,
        url: config.url,
        siteDocument,
        isOpen: () => this.#store.isOpen,
      }),
      turns: {
        take: async (host, pace) => scope.knowledgeBase.takeTurn(host, pace),
        end: async (host) => scope.knowledgeBase.endTurn(host),
      },
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
    if (this.#store.facts.get("removing") === undefined) return;
    const { scope, sourceId } = this.#who;
    const ids = [...this.#store.addresses.documentIds(), `${sourceId}:site`];
    for (let at = 0; at < ids.length; at += 500) await scope.knowledgeBase.remove(ids.slice(at, at + 500));
    this.erase();
  }

  #view(): SourceView {
    return viewOf(this.#store, this.#who.sourceId);
  }
}
