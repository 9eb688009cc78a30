/** The command line of `npm start`. */

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { CommandLineError, parseCommandLine } from "../command-line.ts";
import { isLocal, type Subject } from "./own-bot.ts";
import { SETTING_NAMES } from "./settings.ts";

export interface StartOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Absolute path of the folder that holds everything the server keeps. */
  state: string;
  demo: boolean;
  /** A bot for this in place of the demo's. */
  subject: Subject | undefined;
  /** Sources and webhooks may name addresses of this machine and its network. */
  allowPrivate: boolean;
  /** Only another link into the console of the server that runs on the folder. */
  signIn: boolean;
  verbose: boolean;
  /** A source that is saved is built again, and open pages load again. */
  watch: boolean;
  /** Settings given as `--var NAME:VALUE`; they win over every other source. */
  vars: Record<string, string>;
}

/** What is wrong with the command line, in words for the person who typed it. */
export class OptionError extends Error {}

export const USAGE = `npm start -- [options]

  --site URL         a bot for this website instead of the demo's, answering while it reads
  --docs DIR         a bot for the documents of this folder instead of the demo's
  --port N           port to listen on, 0 for any free one (8787)
  --host ADDRESS     address to listen on (127.0.0.1)
  --state DIR        folder for data and secrets (.vegarag)
  --allow-private    let sources and webhooks reach this machine and its network
  --no-demo          without the demo's companies and bots
  --sign-in          print another link into the console of the server that runs on --state
  --var NAME:VALUE   a setting, such as --var OPENAI_API_KEY:…; may be repeated
  --watch            build again what is saved (npm run dev)
  --verbose          log every request and everything the Worker prints`;

/** @throws OptionError that names the option. */
export function parseOptions(args: readonly string[], root: string): StartOptions {
  const values = parse(args);
  const allowPrivate = values["allow-private"] === true;
  const subject = parseSubject(values, allowPrivate);
  return {
    host: text("--host", values.host ?? "127.0.0.1"),
    port: parsePort(values.port ?? "8787"),
    state: resolve(root, text("--state", values.state ?? ".vegarag")),
    demo: values["no-demo"] !== true && subject === undefined,
    subject,
    allowPrivate,
    signIn: values["sign-in"] === true,
    verbose: values.verbose === true,
    watch: values.watch === true,
    vars: Object.fromEntries((values.var ?? []).map(parseVar)),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseCommandLine(args, {
      options: {
        port: { type: "string" },
        host: { type: "string" },
        state: { type: "string" },
        site: { type: "string" },
        docs: { type: "string" },
        "no-demo": { type: "boolean" },
        "allow-private": { type: "boolean" },
        "sign-in": { type: "boolean" },
        verbose: { type: "boolean" },
        watch: { type: "boolean" },
        var: { type: "string", multiple: true },
      },
    }).values;
  } catch (error) {
    if (!(error instanceof CommandLineError)) throw error;
    throw new OptionError(error.message.replace(/\.$/, ""));
  }
}

function parseSubject({ site, docs }: { site?: string; docs?: string }, allowPrivate: boolean): Subject | undefined {
  if (site !== undefined && docs !== undefined)
    throw new OptionError("--site and --docs are for one bot: give one of them");
  if (docs !== undefined) {
    const folder = resolve(text("--docs", docs));
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new OptionError(`--docs: there is no folder ${folder}`);
    return { docs: folder };
  }
  if (site === undefined) return undefined;
  // Without a scheme it is a name; with another one it is no website.
  const url = URL.parse(site.includes("://") ? site : `https://${site}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    throw new OptionError(`--site must be the address of a website, not "${site}"`);
  url.hash = "";
  const subject = { site: url.href };
  if (isLocal(subject) && !allowPrivate)
    throw new OptionError("--site names this machine: add --allow-private to let sources reach it");
  return subject;
}

function parsePort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) throw new OptionError(`--port must be a number from 0 to 65535, not "${value}"`);
  return port;
}

function parseVar(value: string): [string, string] {
  const colon = value.indexOf(":");
  const name = value.slice(0, colon);
  if (colon < 1 || !/^[A-Z][A-Z0-9_]*$/.test(name)) {
    // The value may be a secret: it is not repeated.
    throw new OptionError("--var takes NAME:VALUE, with a name in capitals such as OPENAI_API_KEY");
  }
  // A misspelled one would leave its default in force, unnoticed.
  if (!(SETTING_NAMES as readonly string[]).includes(name))
    throw new OptionError(`--var: there is no setting ${name}. There are ${SETTING_NAMES.join(", ")}`);
  return [name, value.slice(colon + 1)];
}

function text(option: string, value: string): string {
  if (value.trim() === "") throw new OptionError(`${option} must not be empty`);
  return value;
}
