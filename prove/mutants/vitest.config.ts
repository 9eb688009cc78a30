/** The suites of the repository, each test run by `runner.ts`. What it is asked and what it tells are files named by the environment. */

import { appendFileSync, readFileSync } from "node:fs";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import type { TestCase } from "vitest/node";
import suites from "../../vitest.config.ts";
import type { Asked } from "./runner.ts";

const asked = JSON.parse(readFileSync(process.env["MUTANTS_ASKED"]!, "utf8")) as Asked;
const told = process.env["MUTANTS_TOLD"]!;
/** A guard whose absence makes something wait for ever is missed as well, and nobody waits a minute for it. */
const PATIENCE_MS = 15_000;

const { projects = [], ...test } = suites.test ?? {};

export default defineConfig({
  root: `${import.meta.dirname}/../..`,
  test: {
    ...test,
    testTimeout: PATIENCE_MS,
    maxWorkers: 1,
    projects: (projects as { test: object; plugins?: unknown[] }[]).map(
      (project) =>
        ({
          ...project,
          test: {
            ...project.test,
            runner: `${import.meta.dirname}/runner.ts`,
            provide: { mutants: asked },
            expect: { poll: { timeout: PATIENCE_MS - 2_000 } },
            testTimeout: PATIENCE_MS,
          },
        }) as TestProjectConfiguration,
    ),
    reporters: [
      {
        onTestCaseResult(result: TestCase) {
          const { mutants } = result.meta();
          const { state } = result.result();
          appendFileSync(told, `${JSON.stringify({ state, name: result.fullName, ...mutants })}\n`);
        },
      },
    ],
  },
});
