/** What `vitest.config.ts` binds beside the Worker's own bindings. */

import type { D1Migration } from "cloudflare:test";

declare global {
  namespace Cloudflare {
    interface Env {
      OPERATOR_KEY: string;
      KEY_ENCRYPTION_KEY: string;
      EDGE_SIGNING_KEYS: string;
      TEST_MIGRATIONS: D1Migration[];
      ALLOW_PRIVATE: string;
      PUBLIC_NET: Fetcher;
      /** As `npm start` binds `PUBLIC_NET` without `--allow-private`. */
      STRICT_NET: Fetcher;
    }
  }
}
