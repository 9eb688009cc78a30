/**
 * `npm test`: sees to everything the tests need, runs all of them, and ends with the true counts.
 * Arguments are passed to vitest, such as `npm test -- --project unit`.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build/build.ts";
import { ensureChromium } from "./check/chromium.ts";
import { SETTING_NAMES } from "./serve/settings.ts";
import { countTests, explainSkips, formatCounts } from "./check/test-counts.ts";
import { asksForHelp } from "./command-line.ts";
import { whenOrphaned } from "./orphan.ts";

const root = join(import.meta.dirname, "..");
const report = join(root, "dist", `test-report.${process.pid}.json`);
if (asksForHelp(process.argv.slice(2))) {
  console.log(`npm test -- [options] [PART…]

Runs all tests, or those of files whose path has one of these parts. Ends with the counts.

  --project KIND   unit, worker or browser
  -t PART          of a test's name

Other options are those of vitest.`);
  process.exit(0);
}
whenOrphaned(() => process.exit(1));

let exitCode = 1;
try {
  const note = (text: string): void => console.error(text);
  const chromium = ensureChromium(note);
  await build(root, note);
  exitCode = await runVitest(chromium);
} catch (error) {
  console.error((error as Error).message);
}
const results = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
const counts = countTests(results, exitCode);
rmSync(report, { force: true });
for (const line of explainSkips(results)) console.log(line);
console.log(formatCounts(counts));
process.exit(counts.failed === 0 ? 0 : 1);

async function runVitest(chromium: string): Promise<number> {
  const env: NodeJS.ProcessEnv = { ...process.env, CHROMIUM_PATH: chromium, WRANGLER_SEND_METRICS: "false" };
  // A key in the developer's shell must not turn a test into a paid call.
  for (const name of SETTING_NAMES) delete env[name];
  const args = [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ];
  const vitest = spawn(process.execPath, [join(root, "node_modules", "vitest", "vitest.mjs"), ...args], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => vitest.kill(signal));
  const [code] = (await once(vitest, "exit")) as [number | null];
  return code ?? 1;
}
