/**
 * The entries of a bot's `allowed_origins`: exact origins, or patterns with one `*` that stands for a label, or a
 * part of one, at the very left of the host: `https://*.example.com`, `https://shop-*.vercel.app`.
 */

import * as v from "valibot";
import { parseOrigin } from "./origins.ts";

/** Stands in for the star while the rest is parsed. A host may hold it, so it is looked for where it was put alone. */
const STAND_IN = "star0star";
/** What has to stand beside the star where neighbours are strangers. */
const FIXED_LEAST = 3;

/** An allowed origin in its one spelling. Its message says what is wrong with the text. */
export const allowedOriginSchema = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseAllowedOrigin(dataset.value);
    if ("origin" in parsed) return parsed.origin;
    addIssue({ message: parsed.problem });
    return NEVER;
  }),
);

/** One entry in its one spelling, or a sentence for its owner. */
export function parseAllowedOrigin(text: string): { origin: string } | { problem: string } {
  if (text === "null") {
    return {
      problem:
        "null is the origin of every sandboxed frame and local file, so it would allow all of them. " +
        "Give the frame allow-same-origin, or have the page ask your backend for a token (data-token-url).",
    };
  }
  const stars = text.split("*").length - 1;
  if (stars === 0) {
    const origin = parseOrigin(text);
    return origin === undefined ? { problem: explain(text) } : { origin };
  }
  if (stars > 1) return { problem: "Only one * may stand in an origin." };
  const match = /^(https?:\/\/)([a-z0-9-]*)\*([a-z0-9-]*)(\..+)$/i.exec(text);
  const spelled = match && parseOrigin(`${match[1]}${match[2]}${STAND_IN}${match[3]}${match[4]}`);
  if (!match || !spelled) {
    return {
      problem:
        "A * may stand only as the leftmost label of the host or as a part of it: https://*.example.com, https://shop-*.example.com.",
    };
  }
  const [, , before = "", after = "", rest = ""] = match;
  const suffix = rest
    .slice(1)
    .replace(/[:/].*$/, "")
    .toLowerCase();
  if (!suffix.includes(".")) return { problem: `A * directly below .${suffix} would allow sites of anybody.` };
  if (isPublicSuffix(suffix) && before.length + after.length < FIXED_LEAST) {
    return {
      problem: `Anybody can have a name below ${suffix}: put at least ${FIXED_LEAST} characters of your own beside the *, as in https://my-shop-*.${suffix}.`,
    };
  }
  const at = `${match[1]}${before}`.length;
  return { origin: `${spelled.slice(0, at)}*${spelled.slice(at + STAND_IN.length)}` };
}

/** Whether an origin, as a browser sends it, is one that an entry allows. */
export function allows(entry: string, origin: string): boolean {
  const star = entry.indexOf("*");
  if (star === -1) return entry === origin;
  const [before, after] = [entry.slice(0, star), entry.slice(star + 1)];
  if (!origin.startsWith(before) || !origin.endsWith(after)) return false;
  // One label or a part of one: no dot, and nothing that could end the host. Nothing is left where both ends overlap.
  return /^[a-z0-9-]+$/.test(origin.slice(before.length, origin.length - after.length));
}

function explain(text: string): string {
  if (!/^https?:\/\//i.test(text)) return `An origin begins with https:// or http://, such as https://${hostOf(text)}.`;
  const url = URL.parse(text);
  if (url !== null && (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username !== "")) {
    return `An origin is scheme, host and port alone: ${url.origin}.`;
  }
  return "Must be an origin such as https://www.example.com: scheme, host and port only.";
}

function hostOf(text: string): string {
  return /^[\w.-]+(:\d+)?$/.test(text) ? text.toLowerCase() : "www.example.com";
}

/**
 * Hosts below which strangers have names beside one another. The public list of these has ten thousand; here are
 * those where sites are put, and registries' own second level by its form (`co.uk`, `com.au`).
 */
function isPublicSuffix(host: string): boolean {
  return SHARED_HOSTS.has(host) || /^(ac|co|com|edu|gob|gov|gv|ltd|ne|net|nom|or|org|plc|sch)\.[a-z]{2}$/.test(host);
}

const SHARED_HOSTS = new Set(
  `amplifyapp.com appspot.com azurestaticapps.net azurewebsites.net b-cdn.net bitbucket.io blogspot.com carrd.co
   cloudfront.net csb.app deno.dev firebaseapp.com fly.dev framer.app framer.website github.io gitbook.io gitlab.io
   glitch.me hashnode.dev herokuapp.com hf.space loca.lt localhost.run lovable.app myshopify.com neocities.org
   netlify.app ngrok-free.app ngrok.app ngrok.io notion.site now.sh onrender.com pages.dev pythonanywhere.com
   railway.app readthedocs.io render.com repl.co replit.app replit.dev run.app s3.amazonaws.com squarespace.com
   stackblitz.io streamlit.app surge.sh trycloudflare.com up.railway.app vercel.app web.app webflow.io weebly.com
   wixsite.com wordpress.com workers.dev zeabur.app`.split(/\s+/),
);
