/** What `vitest.config.ts` binds beside the Worker's own bindings. */

declare namespace Cloudflare {
  interface Env {
    OPERATOR_KEY: string;
    KEY_ENCRYPTION_KEY: string;
    EDGE_SIGNING_KEYS: string;
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
