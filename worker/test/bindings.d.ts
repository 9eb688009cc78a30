/** What `vitest.config.ts` binds beside the Worker's own bindings. */

declare namespace Cloudflare {
  interface Env {
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
