/** The command line of `npm run ingest`. Says what is wrong before anything is read or sent. */

import { CommandLineError, parseCommandLine } from "../command-line.ts";

export interface IngestOptions {
  /** Folder to read. */
  folder: string;
  /** Origin of the deployment, without a slash at the end. */
  url: string;
  /** Secret key of the bot. Never printed. */
  key: string;
  /** Where the pages are on the web, with a slash at the end; undefined where documents get no URL. */
  baseUrl: string | undefined;
  urlStyle: "clean" | "html";
  /** Put before every document id, and the name by which this command knows its documents again. */
  prefix: string | undefined;
  concurrency: number;
  /** Seconds without any document getting ready after which waiting ends. */
  patience: number;
  /** Patterns of files to leave out, as in `.gitignore`. */
  ignore: string[];
  dryRun: boolean;
  pruneAll: boolean;
}

export const USAGE = `npm run ingest -- --url URL --key KEY [options] FOLDER

Sends the pages and files of FOLDER to a bot: only what changed. Removes what it sent
earlier and is gone from the folder. Drafts, partials and pages marked noindex stay out.

  --url URL          the deployment, such as http://localhost:8787
  --key KEY          secret key of the bot (vrs_…), or the environment variable VEGARAG_KEY
  --base-url URL     where the pages are: docs/a.md becomes URL/docs/a, index.md its folder
  --url-style STYLE  clean (default): docs/a    html: docs/a.html
  --ignore PATTERN   leave out what matches, as in .gitignore; may be given again. Patterns
                     may also stand in FOLDER/.vegaragignore
  --prefix NAME      put before the ids of these documents, to keep several folders in one bot
  --concurrency N    requests at a time, 1 to 16 (default 4)
  --patience N       seconds to wait without progress for indexing (default 300)
  --prune-all        allow removing every document an earlier run sent
  --dry-run          say what would be sent, removed and left out, and why; do nothing
`;

/** Thrown for a command line that makes no sense; its message says what to change. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export function parseOptions(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): IngestOptions {
  let parsed;
  try {
    parsed = parseCommandLine(argv, {
      allowPositionals: true,
      options: {
        url: { type: "string" },
        key: { type: "string" },
        "base-url": { type: "string" },
        "url-style": { type: "string", default: "clean" },
        prefix: { type: "string" },
        ignore: { type: "string", multiple: true, default: [] },
        concurrency: { type: "string", default: "4" },
        patience: { type: "string", default: "300" },
        "prune-all": { type: "boolean", default: false },
        "dry-run": { type: "boolean", default: false },
      },
    });
  } catch (error) {
    if (!(error instanceof CommandLineError)) throw error;
    throw new UsageError(error.message);
  }
  const { values, positionals } = parsed;
  if (positionals.length !== 1 || positionals[0] === "") throw new UsageError("Name one folder.");
  const key = values.key ?? environment["VEGARAG_KEY"] ?? "";
  if (!/^vrs_[\x21-\x7e]+$/.test(key)) {
    throw new UsageError("--key (or VEGARAG_KEY) must be the secret key of a bot. It starts with vrs_.");
  }
  const style = values["url-style"];
  if (style !== "clean" && style !== "html") throw new UsageError("--url-style is clean or html.");
  const base = values["base-url"];
  const { prefix } = values;
  if (prefix !== undefined && !prefix.split("/").every((part) => /^[\w.~-]+$/.test(part) && !/^\.+$/.test(part))) {
    throw new UsageError("--prefix takes letters, digits, . _ ~ - and slashes between them.");
  }
  return {
    folder: positionals[0]!,
    url: parseUrl("--url", values.url ?? "").href.replace(/\/+$/, ""),
    key,
    baseUrl: base === undefined ? undefined : `${parseUrl("--base-url", base).href.replace(/\/+$/, "")}/`,
    urlStyle: style,
    prefix,
    concurrency: parseNumber("--concurrency", values.concurrency, 1, 16),
    patience: parseNumber("--patience", values.patience, 1, 86_400),
    dryRun: values["dry-run"],
    pruneAll: values["prune-all"],
    ignore: values.ignore,
  };
}

function parseUrl(option: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${option} must be a URL that starts with http:// or https://.`);
  if (url.search !== "" || url.hash !== "" || url.username !== "") {
    throw new UsageError(`${option} must not hold a query, a fragment or a user name.`);
  }
  return url;
}

function parseNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new UsageError(`${option} must be a whole number from ${least} to ${most}.`);
  }
  return number;
}
