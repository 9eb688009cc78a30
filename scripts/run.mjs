/**
 * `node scripts/run.mjs TASK ARGS`: what every npm script runs. Works on the Node that came with the
 * system (20 or newer): it installs the dependencies when they are missing or stale and then runs
 * `scripts/TASK.ts` under the Node that was installed with them. Plain JavaScript without imports
 * from outside, because nothing is installed yet when it starts.
 */

import { spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHash } from "node:crypto";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const stamp = join(modules, ".installed-lock");
const tasks = [
  "start",
  "dev",
  "test",
  "check",
  "build",
  "bench",
  "prove",
  "mutate",
  "deploy",
  "ingest",
  "create-index",
  "reconcile",
  "format",
  "secrets",
  "soak",
];

const [task, ...args] = process.argv.slice(2);
if (task === undefined || !tasks.includes(task)) fail(`Unknown task ${task ?? "(none)"}. Tasks: ${tasks.join(", ")}.`);
if (Number(process.versions.node.split(".")[0]) < 20) fail(`Node 20 or newer is needed; this is ${process.version}.`);

try {
  await install();
} catch (error) {
  fail(`${error instanceof Error ? error.message : error}\nFix that and run the command again.`);
}
runTask();

async function install() {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const hash = createHash("sha256").update(lock).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  if (!isInstalled(JSON.parse(lock))) {
    const started = Date.now();
    const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
    note("Installing dependencies (once, usually under a minute) …");
    const ticks = setInterval(() => note(`  still installing, ${seconds()}`), 10_000);
    const npm = process.env.npm_execpath;
    const flags = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev"];
    const options = { cwd: root, stdio: ["ignore", "ignore", "pipe"] };
    const child = npm ? spawn(process.execPath, [npm, ...flags], options) : spawn("npm", flags, options);
    // Kept back unless the installation fails: half of what npm says here is of no use to the reader.
    let complaints = "";
    child.stderr.on("data", (data) => (complaints += data));
    const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    clearInterval(ticks);
    if (code !== 0) throw new Error(`npm ci failed (exit code ${code}).\n${complaints.trim()}`);
    note(`Installed in ${seconds()}.`);
  }
  writeFileSync(stamp, hash);
}

/** True where somebody ran `npm install` by hand and every locked package is there in its version. */
function isInstalled(lock) {
  const hidden = join(modules, ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const found = JSON.parse(readFileSync(hidden, "utf8")).packages ?? {};
  return Object.entries(lock.packages).every(
    ([path, wanted]) => path === "" || wanted.optional || found[path]?.version === wanted.version,
  );
}

function runTask() {
  const node = realpathSync(join(modules, ".bin", "node"));
  const child = spawn(node, [join(root, "scripts", `${task}.ts`), ...args], {
    // The channel carries no messages: its end tells the child that this process is gone.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: join(modules, ".bin") + delimiter + (process.env.PATH ?? "") },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal has sent its Ctrl-C to the child already; a second one may mean "at once" there.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  // An npm that is killed with -9 passes nothing on: its absence is noticed by the change of parent.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.disconnect();
  }, 250);
  child.once("error", (error) => fail(`Could not run ${node}: ${error.message}`));
  child.once("exit", (code, signal) => {
    clearInterval(watch);
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

function note(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  note(text);
  process.exit(1);
}
