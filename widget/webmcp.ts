/**
 * The bot as a tool of the page (WebMCP), for an agent that acts for the visitor: it asks as the visitor would,
 * in the chat, where both can read it, with the visitor's own session and limits. Fetched only where the owner
 * has said `data-webmcp` and the browser has the API.
 *
 * https://webmachinelearning.github.io/webmcp/
 */

import type { EventMap, VegaRAGElement } from "../packages/widget/widget.d.ts";

interface Tool {
  name: string;
  title: string;
  description: string;
  inputSchema: object;
  annotations: { readOnlyHint: boolean; untrustedContentHint: boolean };
  execute: (input: { question?: unknown }, call?: { signal?: AbortSignal }) => Promise<unknown>;
}

interface ModelContext {
  registerTool: (tool: Tool, options: { signal: AbortSignal }) => Promise<unknown> | undefined;
}

/** What the page's chat says of a question that it could not put. */
const LEFT =
  "The chat cannot be asked now: it is answering, or waits for the visitor's consent. The question stands there.";

/** @param name what the visitor knows the bot by. @returns takes the tool back */
export function offerTool(host: VegaRAGElement, name: string): () => void {
  const life = new AbortController();

  /** Asks in the chat. @returns what came of it */
  async function put(text: string, signal: AbortSignal): Promise<EventMap["answer"] | string> {
    let id = "";
    let isOver = false;
    const stops: (() => void)[] = [];
    try {
      const outcome = new Promise<EventMap["answer"] | string>((resolve, reject) => {
        stops.push(
          host.on("message", (message) => {
            if (message.text === text) ({ id } = message);
          }),
          host.on("answer", (answer) => id && resolve(answer)),
          host.on("problem", ({ slug }) => resolve(`No answer: ${slug}`)),
        );
        signal.addEventListener("abort", () => reject(signal.reason as Error));
        // What keeps it from being asked is seen in the panel, by the visitor as well.
        const look = () => {
          if (isOver || id) return;
          if (host.shadowRoot?.querySelector('[part="consent"], [part="stop"]')) resolve(LEFT);
          else setTimeout(look, 100);
        };
        setTimeout(look);
      });
      host.ask(text);
      return await outcome;
    } finally {
      isOver = true;
      for (const stop of stops) stop();
    }
  }

  const tool: Tool = {
    name: "ask_site_assistant",
    title: name,
    description: `Asks ${name} a question about ${location.host}. It answers from the site's own pages and names them. The visitor sees question and answer in the chat on this page.`,
    inputSchema: {
      type: "object",
      properties: { question: { type: "string", description: "One question, in full, in the visitor's language." } },
      required: ["question"],
    },
    // It asks, and changes nothing of the site's; what it says is written by a machine, from the owner's pages.
    annotations: { readOnlyHint: true, untrustedContentHint: true },
    async execute({ question }, { signal } = {}) {
      const text = typeof question === "string" ? question.trim() : "";
      if (!text) return { error: "The question is empty." };
      const outcome = await put(text, AbortSignal.any([life.signal, signal ?? life.signal]));
      if (typeof outcome === "string") return { error: outcome };
      const { text: answer, status, answered, sources } = outcome;
      return { answer, status, answered, sources };
    },
  };
  // A second widget of the page offers the same under the same name, which is refused.
  void (async () => {
    try {
      const { modelContext } = document as Document & { modelContext?: ModelContext };
      await modelContext?.registerTool(tool, { signal: life.signal });
    } catch (error) {
      console.warn(`VegaRAG: ${error}`);
    }
  })();
  return () => life.abort();
}
