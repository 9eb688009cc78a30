/**
 * What the launcher hands to the panel, and what it gets back. Types only: the two are built apart, so that
 * a visitor who never opens the chat pays for the launcher alone.
 */

import type { Options } from "./options.ts";
import type { Strings } from "./view/strings.ts";
import type { EventMap } from "./vegarag.d.ts";

export type GetToken = () => string | Promise<string>;

export interface Mounting {
  /** `<vegarag-chat>` in the page, its shadow root, and the one element in there that holds everything. */
  host: HTMLElement;
  root: ShadowRoot;
  frame: HTMLElement;
  /** Null in inline and page mode. */
  launcher: HTMLElement | null;
  options: Options;
  /** Where the deployment lives, ending in a slash. */
  base: string;
  /** What this widget's stored things are called. */
  scope: string;
  /** The language tag of the words in use. */
  lang: string;
  /** Words that replace the English ones. */
  strings: Partial<Strings> | undefined;
  emit: <Name extends keyof EventMap>(event: Name, detail: EventMap[Name]) => void;
  /** Puts a style sheet into the shadow root. */
  addStyles: (css: string) => void;
  /** The panel asks to be closed: the launcher owns open and closed. */
  close: () => void;
}

export interface PanelHandle {
  /** Shows the panel. @param focus whether the visitor asked for it, so that focus may move */
  show: (focus: boolean) => void;
  hide: () => void;
  ask: (text: string) => void;
  identify: (getToken: GetToken) => void;
  reset: () => void;
  destroy: () => void;
}

export type Mount = (mounting: Mounting) => PanelHandle;
