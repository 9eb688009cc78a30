/**
 * One address: may it be asked, what did it answer, and what is written down of it. Each address is decided by
 * itself; what its whole site means is `finish`'s.
 */

import { ProblemError } from "../../shared/problem.ts";
import { OutsideError } from "../outside/network.ts";
import type { Address, Outcome } from "./address.ts";
import { ask, isBusy, MOST_TRIES, postponed, REDIRECTS } from "./ask.ts";
import type { Crawl } from "./crawl.ts";
import { addSiteLists, takeList } from "./discover.ts";
import { gunzip, isGzip } from "./gunzip.ts";
import { keepCopy } from "./last-copy.ts";
import { pathOf } from "./page-address.ts";
import { ROBOTS_BYTES, robotsText, textOfList } from "./robots.ts";
import { wants } from "./site-scope.ts";
import { visitPage } from "./visit-page.ts";

/** Packed and unpacked. The protocol allows 50 MB, which is half of all the memory there is. */
const LIST_BYTES = 16 * 1024 * 1024;

/** What can be said of an address without asking it; undefined where it has to be asked. */
export function decideUnasked(crawl: Crawl, address: Address): Outcome | undefined {
  if (address.kind === "robots") return undefined;
  if (address.tries >= MOST_TRIES)
    return keepCopy(address, { status: "failed", reason: "It was cut off several times." });
  const host = crawl.hosts.find(address.origin);
  if (host?.problem !== undefined) {
    const { status, detail } = host.problem;
    // Nobody has forbidden anything: robots.txt could not be read.
    if (address.document_id !== null) return { status: "stale", reason: detail };
    return { status, reason: detail };
  }
  if (host !== undefined && !host.robots.allows(pathOf(address.url))) return { status: "blocked-by-robots" };
  if (host?.robots.refusedBy !== undefined)
    return { status: "blocked-by-signal", reason: `Content-Signal: ${host.robots.refusedBy}` };
  if (address.kind === "page" && !wants(crawl.config)(address.url)) return { status: "excluded" };
  return undefined;
}

/** Never throws for what the site does. @throws ProblemError `not-found` where the bot is gone */
export async function visit(crawl: Crawl, address: Address, onRequest: () => void): Promise<void> {
  if (address.kind === "robots") return visitRobots(crawl, address, onRequest);
  try {
    if (address.kind === "start" || address.kind === "page") await visitPage(crawl, address, onRequest);
    else await visitList(crawl, address, onRequest);
  } catch (error) {
    if (error instanceof OutsideError) return fail(crawl, address, error);
    if (error instanceof ProblemError && error.slug === "not-found") throw error;
    console.error("a page could not be taken", address.url, error);
    const reason = error instanceof ProblemError ? error.detail : "Something went wrong on our side.";
    crawl.addresses.finish(address.key, keepCopy(address, { status: "failed", reason, fetched_at: crawl.now() }));
  }
}

async function visitRobots(crawl: Crawl, address: Address, onRequest: () => void): Promise<void> {
  const { hosts, addresses, now } = crawl;
  const { origin } = address;
  try {
    const answer = await ask(crawl, address, { redirects: REDIRECTS, bytes: ROBOTS_BYTES, longer: "cut", onRequest });
    if (answer.status >= 500 || answer.status === 429) {
      if (postponed(crawl, address, answer)) return;
      hosts.keepProblem(origin, unread(`it answered ${answer.status}`), now());
    } else {
      const isThere = answer.status >= 200 && answer.status < 300;
      hosts.keepRobots(origin, isThere ? robotsText(answer.body) : "", now());
      addSiteLists(crawl, origin);
    }
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    if (error.code === "refused-address") {
      hosts.keepProblem(origin, { status: "refused-address", detail: error.detail }, now());
    } else {
      if (postponed(crawl, address)) return;
      hosts.keepProblem(origin, unread(error.detail), now());
    }
  }
  addresses.finish(address.key, { status: "indexed", fetched_at: now() });
}

function unread(why: string): { status: "blocked-by-robots"; detail: string } {
  return { status: "blocked-by-robots", detail: `robots.txt could not be read: ${why}`.replace(/\.?$/, ".") };
}

async function visitList(crawl: Crawl, address: Address, onRequest: () => void): Promise<void> {
  const answer = await ask(crawl, address, { redirects: REDIRECTS, bytes: LIST_BYTES, onRequest });
  if (isBusy(answer) && postponed(crawl, address, answer)) return;
  const done = { fetched_at: crawl.now(), http_status: answer.status };
  if (answer.status < 200 || answer.status >= 300) {
    return crawl.addresses.finish(address.key, {
      ...done,
      status: "http-error",
      reason: `The site answered ${answer.status}.`,
    });
  }
  const bytes = isGzip(answer.body) ? await gunzip(answer.body, LIST_BYTES) : answer.body;
  if (bytes === undefined) {
    const reason = "It is damaged, or unpacks to more than a list may have.";
    return crawl.addresses.finish(address.key, { ...done, status: "too-large", reason });
  }
  const problem = takeList(crawl, address, textOfList(bytes));
  crawl.addresses.finish(address.key, {
    ...done,
    ...(problem === undefined ? { status: "indexed" } : { status: "unreadable", reason: problem }),
  });
}

function fail(crawl: Crawl, address: Address, error: OutsideError): void {
  const passing = error.code === "timeout" || error.code === "unreachable";
  if (passing && postponed(crawl, address)) return;
  const code = error.code === "unreachable" || error.code === "redirect-loop" ? "http-error" : error.code;
  crawl.addresses.finish(
    address.key,
    keepCopy(address, { status: code, reason: error.detail, fetched_at: crawl.now() }),
  );
}
