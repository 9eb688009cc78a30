/** `npm run ingest`: sends a folder of documents to a bot. The work is in `ingest/run`; here is the process. */

import { setTimeout as delay } from "node:timers/promises";

import { asksForHelp } from "./command-line.ts";
import { parseOptions, USAGE, UsageError } from "./ingest/options.ts";
import { runIngest } from "./ingest/run.ts";

const stopping = new AbortController();
process.on("SIGINT", () => {
  // A second Ctrl-C does not wait for anything.
  if (stopping.signal.aborted) process.exit(130);
  stopping.abort();
});

if (asksForHelp(process.argv.slice(2))) {
  console.log(USAGE);
  process.exit(0);
}
try {
  const options = parseOptions(process.argv.slice(2), process.env);
  const { signal } = stopping;
  const { failures } = await runIngest(options, {
    output: {
      isTTY: process.stdout.isTTY === true,
      columns: process.stdout.columns,
      write: (text) => void process.stdout.write(text),
    },
    signal,
    sleep: (milliseconds) => delay(milliseconds, undefined, { signal }),
    random: Math.random,
    now: () => performance.now(),
    today: () => Date.now(),
  });
  process.exitCode = failures.length > 0 ? 1 : 0;
} catch (error) {
  if (stopping.signal.aborted) {
    console.error("\nStopped. What was sent stays; run the same command again to go on.");
    process.exitCode = 130;
  } else if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
  } else {
    console.error(`\n${(error as Error).message}`);
    process.exitCode = 1;
  }
}
