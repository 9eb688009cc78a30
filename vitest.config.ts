/**
 * Three kinds of tests, one after the other so that they do not fight for the machine: `unit` in
 * Node, `worker` inside workerd on the embedded adapters, `browser` in Chromium against a real
 * server, one file after the other: two at a time are quicker, and walks then fail because the
 * machine is busy. Type tests (`*.test-d.ts`) are not run: `npm run check`
 * compiles them.
 */

import { mkdirSync } from "node:fs";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { READER_WORKER, readerModules } from "./scripts/serve/reader.ts";
import { makeSecrets } from "./scripts/make-secrets.ts";

const root = import.meta.dirname;
const migrations = `${root}/worker/migrations`;
// wrangler.toml names the folder; tests of the Worker must run before any build has made it.
mkdirSync(`${root}/dist/assets`, { recursive: true });
// What Cloudflare tells of a request would be asked of a server of theirs, once for each file.
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";

/** Whatever is waited for: the usual second is less than a loaded machine needs. */
const expect = { poll: { timeout: 20_000 } };

export default defineConfig({
  test: {
    // Faults that tests cause on purpose are logged; only those of a test that failed are worth reading.
    silent: "passed-only",
    // What a loaded machine with two cores needs, not what a test may take.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    projects: [
      {
        test: {
          name: "unit",
          include: ["{shared,ui,widget,console,packages,worker,reader,scripts,bench,fakes,prove}/**/*.test.{ts,tsx}"],
          exclude: ["worker/test/!(node)/**", "worker/test/*.test.ts", "**/*.workerd.test.ts", "widget/e2e/**"],
          environment: "node",
          globalSetup: ["fakes/farm.ts"],
          maxWorkers: 2,
          expect,
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: `${root}/wrangler.toml` },
            miniflare: {
              bindings: {
                ...makeSecrets(),
                TEST_MIGRATIONS: await readD1Migrations(migrations),
                ALLOW_PRIVATE: "true",
                CRAWL_PACE_FASTEST: '{"spacing_ms":0}',
              },
              // Sites of tests are on this machine. What `npm start` binds stands beside it, to be tested.
              serviceBindings: {
                PUBLIC_NET: { network: { allow: ["public", "private"] } },
                STRICT_NET: { network: { allow: ["public"] } },
              },
              workers: [{ ...READER_WORKER, ...readerModules(`${root}/dist/reader`) }],
            },
          })),
        ],
        test: {
          name: "worker",
          include: ["worker/**/*.workerd.test.ts", "worker/test/**/*.test.ts"],
          exclude: ["worker/test/node/**", "worker/test/browser/**"],
          setupFiles: ["worker/test/apply-migrations.ts"],
          globalSetup: ["fakes/farm.ts", "worker/test/fakes/naughty-strings.ts"],
          maxWorkers: 2,
          expect,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "browser",
          include: ["{widget,e2e}/**/*.e2e.ts"],
          environment: "node",
          globalSetup: ["e2e/test-server.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          expect,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
