/**
 * The entry of the local server, inside the runtime: does what Cloudflare's network does for a deployment, which
 * is to serve static files, and to compress them. Takes the place of three Workers of Miniflare's that every
 * request and every event of an answer would pass through. Plain JavaScript, because the runtime takes it as it
 * stands.
 */

import { drain } from "./drain.js";
import { createRateLimit } from "./rate-limit.js";
import worker from "./worker.js";

export * from "./worker.js";
export { default } from "./worker.js";

const HOST = /^[\w.:[\]-]+$/;
/** More than anybody means to send; Cloudflare's network takes as much. */
const DRAINED_BYTES = 100 * 1_048_576;
const COMPRESSED = /^(text\/(?!event-stream)|application\/(json|javascript|manifest\+json)|image\/svg)/;

/**
 * @typedef {object} Env
 * @property {{ fetch(request: Request): Promise<Response> }} ASSETS
 * @property {string[]} WORKER_PATHS As `run_worker_first` of wrangler.toml has them.
 * @property {{ limit: number, period: number }} SESSION_LIMIT As `[[ratelimits]]` of wrangler.toml has it.
 * @property {boolean} LOG_REQUESTS
 * @property {string} BUILD Of `npm run dev`, another after each change; empty elsewhere.
 * @property {boolean} STARTING Pages of this server are still being made.
 */

/** @type {Env | undefined} What the Worker is given: the bindings are the same for every request. */
let local;

export const front = {
  /** @type {(request: Request, env: Env, context: object) => Promise<Response>} */
  async fetch(request, env, context) {
    local ??= { ...env, SESSION_RATE: createRateLimit(env.SESSION_LIMIT, () => Date.now()) };
    const answer = () => worker.fetch(request, local, context);
    // What is asked of no host of ours is refused by the Worker.
    if (!URL.canParse(request.url) || !HOST.test(request.headers.get("host") ?? "")) return answer();
    const { pathname } = new URL(request.url);
    if (env.BUILD !== "" && pathname in WATCH) return WATCH[pathname](env.BUILD);
    const ofWorker = isWorkers(pathname, env.WORKER_PATHS);
    let response = await (ofWorker ? answer() : serveFile(request, env, answer));
    if (!response.ok) await drain(request.body, DRAINED_BYTES);
    if (env.BUILD !== "" && !ofWorker) response = await watched(response);
    if (env.STARTING && pathname === "/healthz" && response.ok) response = await notYet(response);
    if (env.LOG_REQUESTS) console.log(request.method, pathname, response.status);
    return response;
  },
};

/** For `npm run dev`: a page asks which build it is of, and loads again when the answer is another one. */
const WATCH = {
  "/__watch.js": () =>
    new Response(
      `let build;
new EventSource("/__watch").onmessage = ({ data }) => {
  if (build !== undefined && build !== data) location.reload();
  build = data;
};`,
      { headers: { "content-type": "text/javascript", "cache-control": "no-store" } },
    ),
  /** Ends with the runtime, which every change starts anew: then the page asks again. */
  "/__watch": (build) => {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const say = (text) => writer.write(new TextEncoder().encode(text));
    const live = async () => {
      await say(`retry: 100\ndata: ${build}\n\n`);
      // A reply that waits for nothing would be taken for one that hangs.
      for (;;) {
        await scheduler.wait(10_000);
        await say(": still there\n\n");
      }
    };
    live().catch(() => {});
    return new Response(readable, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
  },
};

/** Nothing is kept by the browser, and pages whose policy allows it look out for the next build. */
async function watched(file) {
  const headers = new Headers(file.headers);
  headers.set("cache-control", "no-store");
  headers.delete("etag");
  const policy = headers.get("content-security-policy");
  const runs = policy === null || policy.includes("script-src 'self'");
  if (!file.ok || !runs || !headers.get("content-type")?.startsWith("text/html")) {
    return new Response(file.body, { status: file.status, headers });
  }
  return new Response(`${await file.text()}<script src="/__watch.js"></script>\n`, { headers });
}

/** The Worker is well, but whoever opened a page now would not find it. */
async function notYet(response) {
  const health = await response.json();
  return Response.json({ ...health, status: "starting" }, { status: 503, headers: { "retry-after": "1" } });
}

function isWorkers(pathname, paths) {
  return paths.some((path) => (path.endsWith("*") ? pathname.startsWith(path.slice(0, -1)) : pathname === path));
}

async function serveFile(request, env, otherwise) {
  const file = await env.ASSETS.fetch(request);
  if (file.status === 404) return otherwise();
  const accepted = request.headers.get("accept-encoding") ?? "";
  const encoding = ["br", "gzip"].find((name) => new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(\\.0+)?\\b)`).test(accepted));
  if (
    env.BUILD !== "" ||
    encoding === undefined ||
    file.body === null ||
    !COMPRESSED.test(file.headers.get("content-type") ?? "")
  ) {
    return file;
  }
  const packed = encoding === "br" && file.ok ? await env.ASSETS.fetch(`${request.url.split("?")[0]}.br`) : undefined;
  const response = packed?.ok
    ? new Response(packed.body, { headers: file.headers, encodeBody: "manual" })
    : // The runtime encodes what says that it is encoded.
      new Response(file.body, file);
  response.headers.set("content-encoding", encoding);
  response.headers.append("vary", "accept-encoding");
  return response;
}
