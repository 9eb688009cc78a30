/** A source's settings, kept as facts. Headers are an owner's secrets and lie encrypted; only a crawl opens them. */

import { ProblemError } from "../../shared/problem.ts";
import type { SourceConfig } from "../durable/source-api.ts";
import type { Facts } from "../sqlite/facts.ts";
import { decryptSecret, encryptSecret } from "../tenancy/secrets.ts";

export type PlainConfig = Omit<SourceConfig, "headers">;

/** @param context binds what is encrypted to this source */
export function createConfigStore(facts: Facts, encryptionKey: () => Uint8Array<ArrayBuffer>, context: () => string) {
  return {
    /** @throws ProblemError `not-found` where there is no source */
    plain(): PlainConfig {
      const kept = facts.get("config");
      if (kept === undefined) throw new ProblemError("not-found", { detail: "There is no such source." });
      return JSON.parse(kept) as PlainConfig;
    },

    headerNames: (): string[] => JSON.parse(facts.get("header_names") ?? "[]") as string[],

    async keep({ headers, ...config }: SourceConfig): Promise<void> {
      const sealed = await encryptSecret(encryptionKey(), JSON.stringify(headers), context());
      facts.set("header_names", JSON.stringify(Object.keys(headers)));
      facts.set("headers", sealed);
      facts.set("config", JSON.stringify(config));
    },

    async open(): Promise<SourceConfig> {
      const config = this.plain();
      const opened = await decryptSecret(encryptionKey(), facts.get("headers")!, context());
      return { ...config, headers: JSON.parse(opened) as Record<string, string> };
    },
  };
}
