/**
 * What the launcher hands to the panel, and what it gets back. Types only: the two are built apart, so that
 * a visitor who never opens the chat pays for the launcher alone.
 */

import type { Options } from "./options.ts";
import type { Strings } from "./view/strings.ts";
import type { EventMap } from "./vegarag.d.ts";

export type GetToken = () => string | Promise<string>;

export interface Mounting {
  /** The shadow root of `<vegarag-chat>`, and the one element in there that holds everything. */
  root: ShadowRoot;
  frame: HTMLElement;
  /** False in inline and page mode. */
  bubble: boolean;
  options: Options;
  /** What this widget's stored things are called. */
  scope: string;
  /** Words that replace the English ones. */
  strings: Partial<Strings> | undefined;
  emit: <Name extends keyof EventMap>(event: Name, detail: EventMap[Name]) => void;
  /** The panel asks to be closed: the launcher owns open and closed. */
  close: () => void;
  /** Where tokens come from, if the page has said so. */
  getToken: GetToken | undefined;
}

export interface PanelHandle {
  /** Shows the panel. @param focus whether the visitor asked for it, so that focus may move */
  show: (focus: boolean) => void;
  hide: () => void;
  ask: (text: string) => void;
  identify: (getToken: GetToken) => void;
  reset: () => void;
  destroy: () => undefined;
}

export type Mount = (mounting: Mounting) => PanelHandle;
