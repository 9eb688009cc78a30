/** About the deployment itself: is it well, what can be called, what does a problem mean. */

import { ProblemError, PROBLEMS, type ProblemSlug } from "../../shared/problem.ts";
import type { Engines } from "../engines.ts";
import { notFound, publicRoute, type Route } from "../http/route.ts";

/** What the reader of a problem can do about it. */
const ADVICE: Record<ProblemSlug, string> = {
  "invalid-request": "Something in the request has the wrong shape. The detail and the issues say which field.",
  unauthenticated:
    "Send a valid credential as Authorization: Bearer. Embed tokens come from /v1/embed-sessions or /v1/embed-tokens.",
  "token-expired": "Embed tokens live for minutes. Ask for a new one and send the request again.",
  "origin-not-allowed":
    "The page is not on one of the bot's allowed_origins. Its owner can add it with POST /v1/bot/allowed-origins.",
  forbidden: "The credential is valid, but not for this call. The detail names the one that is.",
  "not-found": "It does not exist, or it belongs to somebody else.",
  conflict: "The request does not fit the present state. The detail says what to do first.",
  "payload-too-large": "Send less at a time. The detail names the limit.",
  "unsupported-media-type": "Send one of the types that the detail names.",
  "rate-limited": "Wait for retry_after seconds and send the request again.",
  "budget-exhausted":
    "The bot's owner has set a budget and it is spent for now. Where retry_after stands, it is back in so many seconds.",
  internal: "A fault on our side. The request id helps the operator to find it in the log.",
  "upstream-failed": "A model or an index that the bot relies on failed. Sending the request again may work.",
  "upstream-busy": "A model or an index that the bot relies on is busy. Wait for retry_after seconds.",
  "upstream-timeout": "A model or an index that the bot relies on took too long. Sending the request again may work.",
};

/** For the reader of a log who finds the user agent in it. */
const CRAWLER = `The user agent vegarag reads pages for a chat that answers from them, for somebody who named this site as a source of their bot.

It obeys robots.txt (RFC 9309, with Crawl-delay up to 10 s), noindex, nofollow, canonical links and Content-Signal,
reads at most two pages of a host at once and two a second, and asks only for what has changed.

To keep it out of everything:

  User-agent: vegarag
  Disallow: /

To let pages be read but not used for answers: Content-Signal: ai-input=no
`;

/** @throws ProblemError `internal` where the vector store is reached and does not fit what is made today */
async function reachesVectorStore(engines: Engines): Promise<boolean> {
  try {
    await engines.verify();
    return true;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.slug === "internal") throw error;
    console.error("the vector store cannot be reached", error);
    return false;
  }
}

export const META_ROUTES: readonly Route[] = [
  publicRoute(
    { method: "GET", path: "/healthz", summary: "Whether the deployment can serve, and with which engines." },
    async ({ composition }) => {
      const { engines } = composition;
      const reached = await reachesVectorStore(engines);
      return Response.json({
        status: "ok",
        vector_store: engines.vectorStore.name,
        // Full text answers without it, so this alone is no reason to take the deployment out of service.
        ...(reached ? {} : { vector_store_problem: "It cannot be reached, or refuses the key." }),
        embedder: engines.embedder?.model ?? "none",
        generator: engines.generator.model,
      });
    },
  ),
  publicRoute(
    {
      method: "GET",
      path: "/crawler",
      summary: "Who reads a website in the name of this deployment, and how to keep it out.",
    },
    () =>
      new Response(CRAWLER, {
        headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=3600" },
      }),
  ),
  publicRoute({ method: "GET", path: "/problems/:slug", summary: "What a type of problem means." }, ({ params }) => {
    const slug = params["slug"] ?? "";
    if (!Object.hasOwn(PROBLEMS, slug)) throw notFound();
    const { title, status } = PROBLEMS[slug as ProblemSlug];
    // Every word of this page is from the tables above: nothing of the request is in it.
    const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${title}</title>
<body style="font:1rem/1.6 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem"><h1>${title}</h1>
<p><code>${slug}</code>, HTTP status ${status}</p><p>${ADVICE[slug as ProblemSlug]}</p></body></html>`;
    return new Response(page, {
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=3600" },
    });
  }),
];
