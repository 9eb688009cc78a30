/** What the parts of one source's crawl share: its tables, its settings, its ways to the bot and out of the house. */

import type { FileReading } from "../knowledge/extract/formats.ts";
import type { OutsideBindings } from "../outside/network.ts";
import type { Pace } from "../pace.ts";
import type { Addresses } from "./addresses.ts";
import type { Hosts } from "./hosts.ts";
import type { PageFacts } from "./page-facts.ts";
import type { PageText } from "./read-page.ts";
import type { SiteBlocks } from "./site-blocks.ts";
import type { Home } from "./site-scope.ts";
import type { SourceConfig } from "../durable/source-api.ts";

/** Where the text of pages goes. */
export interface PageStore {
  /** @returns the id of its document. @throws ProblemError where the bot does not take it */
  put(page: { key: string; url: string; text: PageText }): Promise<string>;
  /** What belongs to the site as a whole; without any the document goes. */
  putFacts(facts: readonly string[]): Promise<void>;
  remove(documentIds: readonly string[]): Promise<void>;
}

export interface Crawl {
  addresses: Addresses;
  hosts: Hosts;
  blocks: SiteBlocks;
  config: SourceConfig;
  /** Changes once, where the url itself leads to another host. */
  home: Home;
  moveHome(url: string): void;
  noteNames(said: Pick<PageFacts, "siteName" | "title">): void;
  store: PageStore;
  /** Shared with the bot's other sources. */
  turns: {
    take(host: string, pace: Pick<Pace, "per_host" | "spacing_ms">): Promise<number>;
    end(host: string): Promise<void>;
  };
  /** Text → the page that is being indexed with it just now. */
  reading: Map<string, { key: string; url: string }>;
  outside: OutsideBindings;
  /** Reads the files that pages link to. */
  files: FileReading | undefined;
  /** Origins of this deployment. */
  ownOrigins: readonly string[];
  userAgent: string;
  /** Milliseconds since 1970. */
  now(): number;
}
