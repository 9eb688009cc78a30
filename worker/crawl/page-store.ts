/** The bot's documents as a source sees them: one for each page that has text, and one for what the site says everywhere. */

import { ProblemError } from "../../shared/problem.ts";
import { unwrap } from "../outcome.ts";
import { toReading } from "../knowledge/read.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import type { PageStore } from "./crawl.ts";
import type { PageText } from "./read-page.ts";

export interface StoreFacts {
  scope: TenantScope;
  sourceId: string;
  /** Of the source. */
  url: string;
  /** Whether there is a document of the site's own, and that there is one now. */
  siteDocument: { get(): boolean; set(there: boolean): void };
  /** False once the source is being deleted together with its documents. */
  isOpen(): boolean;
}

export function createPageStore({ scope, sourceId, url, siteDocument, isOpen }: StoreFacts): PageStore {
  async function feed(documentId: string, pageUrl: string, title: string | undefined, text: PageText): Promise<void> {
    const { extracted, contentType, bytes, charset } = text;
    const said = [documentId, pageUrl, contentType, extracted.title, extracted.blocks.map((block) => block.text)];
    const input = {
      documentId,
      title,
      url: pageUrl,
      contentType,
      charset,
      metadata: {},
      sourceId,
      sentHash: null,
      bytes,
      hash: await hashOf(JSON.stringify(said)),
    };
    const { view } = unwrap(await scope.knowledgeBase.put(input, toReading(extracted)));
    if (!isOpen()) await scope.knowledgeBase.remove([documentId]);
    if (view.problem !== undefined) {
      throw new ProblemError("conflict", { detail: view.problem.detail });
    }
  }

  return {
    async put({ key, url: pageUrl, text }) {
      // Derived, so that a page that is sent again after a crash is the same document.
      const documentId = `${sourceId}:${(await hashOf(key)).slice(0, 24)}`;
      await feed(documentId, pageUrl, undefined, text);
      return documentId;
    },

    async putFacts(facts) {
      const documentId = `${sourceId}:site`;
      if (facts.length === 0) {
        if (siteDocument.get()) await scope.knowledgeBase.remove([documentId]);
        siteDocument.set(false);
        return;
      }
      const content = facts.join("\n\n");
      const title = `${new URL(url).hostname}, on every page`;
      let at = 0;
      const blocks = facts.map((text) => {
        const start = at;
        at += text.length + 2;
        return { kind: "paragraph" as const, text, start, end: start + text.length, headingPath: [] };
      });
      const extracted = { title, text: content, blocks, keywords: "", language: undefined, hidden: 0 };
      const bytes = new TextEncoder().encode(content);
      await feed(documentId, url, title, { extracted, contentType: "text/plain", bytes, charset: "utf-8" });
      siteDocument.set(true);
    },

    async remove(documentIds) {
      if (documentIds.length > 0) await scope.knowledgeBase.remove([...documentIds]);
    },
  };
}

async function hashOf(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}
