/** `npm run reconcile`: compares the vector index with the truth, for one bot after the other. */

import { readCommandLine, refuse } from "./command-line.ts";

const USAGE = `VEGARAG_KEYS=vrs_…,vrs_… npm run reconcile -- --url URL

Compares the vectors of each bot with its chunks: what nobody knows of is removed, what is
missing is made again. Every bot does so by itself once a night; this is for now. Costs one
read unit for each hundred vectors.

  --url URL   the deployment, such as http://localhost:8787
  VEGARAG_KEYS (or VEGARAG_KEY): secret keys of the bots, with commas between them`;

const { values } = readCommandLine(USAGE, { options: { url: { type: "string" } } });
const keys = (process.env["VEGARAG_KEYS"] ?? process.env["VEGARAG_KEY"] ?? "").split(",").filter((key) => key !== "");
const { url } = values;
if (url === undefined) refuse("--url is missing.", USAGE);
if (keys.length === 0) refuse("VEGARAG_KEYS is not set.", USAGE);
if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
  refuse("--url must be a URL that starts with http:// or https://.", USAGE);

interface Report {
  looked: number;
  removed: number;
  missing: number;
  more: boolean;
}

async function reconcileBot(url: string, key: string): Promise<Omit<Report, "more">> {
  const total = { looked: 0, removed: 0, missing: 0 };
  for (let more = true; more;) {
    const response = await fetch(new URL("/v1/bot/reconcile", url), {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
    });
    if (!response.ok) throw new Error(await reasonOf(response));
    const report = (await response.json()) as Report;
    for (const name of ["looked", "removed", "missing"] as const) total[name] += report[name];
    more = report.more;
  }
  return total;
}

/** What the deployment says of it, or what stands before the deployment. */
async function reasonOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return (JSON.parse(text) as { detail: string }).detail;
  } catch {
    return `${response.status} ${text}`;
  }
}

for (const key of keys) {
  try {
    const { looked, removed, missing } = await reconcileBot(url, key);
    console.log(`${key.slice(0, 8)}…: ${looked} vectors, ${removed} removed, ${missing} to be made again`);
  } catch (error) {
    const { message, cause } = error as Error;
    console.error(`${key.slice(0, 8)}…: ${cause instanceof Error ? `${message}: ${cause.message}` : message}`);
    process.exitCode = 1;
  }
}
