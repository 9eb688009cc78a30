/** The page's side of the widget: `window.VegaRAG`, its events and the custom element. */

export interface AnswerSource {
  /** The number that `[1]` in the answer names. */
  id: string;
  title: string;
  /** Null where the document has no URL. */
  url: string | null;
}

export interface EventMap {
  /** The launcher stands and calls are taken. A handler added later is called at once. */
  ready: undefined;
  open: undefined;
  close: undefined;
  /** The visitor sent a message. */
  message: { id: string; text: string };
  /** An answer ended. `status` is `complete`, `stopped` or `failed`. */
  answer: {
    id: string;
    text: string;
    status: "complete" | "stopped" | "failed";
    answered: boolean;
    sources: AnswerSource[];
  };
  "citation-click": { sourceId: string; title: string; url: string | null; quote: string | null };
  feedback: { messageId: string; rating: "up" | "down"; reason?: string };
  /** Something failed. `slug` is one of the API's problems, or `offline`, `network`, `cut`, `load`, `expired`, `unsent`, `token`. */
  problem: { slug: string; detail: string };
}

export interface VegaRAG {
  open(): void;
  close(): void;
  toggle(): void;
  /** Opens the panel and asks. */
  ask(text: string): void;
  /** @returns the way to unsubscribe */
  on<Name extends keyof EventMap>(event: Name, handler: (detail: EventMap[Name]) => void): () => void;
  /** From now on tokens come from this function. Another visitor's conversation is left behind. */
  identify(getToken: () => string | Promise<string>): void;
  /** Starts a new conversation and forgets the stored one on this device. */
  reset(): void;
  /** Takes everything out of the page: elements, listeners, timers, connections and this object. */
  destroy(): void;
}

/** A call that waits for the script: a method and its arguments, or a function that gets the API. */
export type QueuedCall = { [Name in keyof VegaRAG]: [Name, ...Parameters<VegaRAG[Name]>] }[keyof VegaRAG];
export interface VegaRAGQueue {
  /** Takes calls before the script has loaded and after. */
  q: {
    push<Name extends keyof EventMap>(call: ["on", Name, (detail: EventMap[Name]) => void]): unknown;
    push(call: Exclude<QueuedCall, ["on", ...unknown[]]> | ((api: VegaRAG) => void)): unknown;
  };
}

/** `<vegarag-chat>` carries the same methods. */
export interface VegaRAGElement extends HTMLElement, VegaRAG, VegaRAGQueue {}

declare global {
  interface Window {
    /** Only the queue until the script has loaded. */
    VegaRAG?: Partial<VegaRAG> & VegaRAGQueue;
  }
  var VegaRAG: Window["VegaRAG"];
  interface HTMLElementTagNameMap {
    "vegarag-chat": VegaRAGElement;
  }
}
