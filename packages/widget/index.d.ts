export type * from "./widget.d.ts";
import type { VegaRAG } from "./widget.d.ts";

/** What `data-…` says on the script tag, in camel case; every option of the widget's page is one. */
export interface WidgetOptions {
  /** Where the deployment lives, as in `https://chat.example.com`. */
  server: string;
  /** `data-key`: frameworks keep `key` for themselves. */
  publishableKey?: string;
  tokenUrl?: string;
  token?: string;
  mode?: "bubble" | "inline" | "page";
  target?: string;
  accent?: string;
  theme?: "light" | "dark" | "auto";
  position?: "left" | "right";
  label?: string;
  lang?: string;
  offset?: string;
  launcher?: "none";
  opener?: string;
  hotkey?: string;
  /** The address of the page is kept from the model. */
  page?: "off";
  /** The bot as a tool of the page, for an agent that acts for the visitor. */
  webmcp?: boolean;
  open?: boolean;
  prefetch?: "idle";
  nonce?: string;
  /** The bot's public settings as JSON, so that nothing jumps at the first visit. */
  face?: string;
  strings?: string;
  unavailable?: string;
}

/** Puts the widget on the page. One, however often it is asked for. @returns takes it away again */
export function mountWidget(options: WidgetOptions): () => void;

/** Runs with the widget's calls, now or once it is there. On a server: never. */
export function withWidget(run: (api: VegaRAG) => void): void;
