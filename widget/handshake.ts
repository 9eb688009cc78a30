/**
 * What the widget's files hand to each other. Types only: they are built apart, so that a visitor who never
 * opens the chat pays for the launcher alone, and one who opens it can type before the rest has come.
 */

import type { ComponentChild, ComponentType, h as preactH, RefObject } from "preact";
import type { Face } from "./face.ts";
import type { Options } from "./options.ts";
import type { Memory } from "./store/memory.ts";
import type { Pristine } from "./transport/pristine.ts";
import type { EventMap } from "../packages/widget/widget.d.ts";
import type { Strings } from "./view/strings.ts";

export type GetToken = () => string | Promise<string>;

/** From the launcher to the panel's first file. */
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
  /** Fetches a file of code that has to be the one whose integrity is given. */
  fetchModule: (href: string, integrity: string, nonce: string) => Promise<never>;
  /** The second file, asked for in the same moment as the first. */
  chat: Promise<{ bring: (kit: object) => { createChat: CreateChat } }>;
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

/** The source that is read on the page while the chat is put down. */
export interface SourceBeingRead {
  title: string;
  n: number;
  of: number;
  quote: string;
}

/** From the panel's first file to the second. */
export interface Desk {
  mounting: Mounting;
  memory: Memory;
  pristine: Pristine;
  strings: Strings;
  /** The words of the later files, where they are not English. */
  laterStrings: Promise<object | undefined>;
  /** Holds the panel, and the element that speaks. */
  box: HTMLElement;
  region: HTMLElement;
  field: RefObject<HTMLTextAreaElement | null>;
  face: () => Face | undefined;
  /** It was told by the server on an earlier page; a snippet tells how the bot looks, and not all that its owner wants. */
  isRemembered: boolean;
  /** Takes what the server says of the bot, and keeps it for the next page. */
  meet: (told: unknown) => void;
  draft: () => string;
  setDraft: (text: string) => void;
  /** Puts the focus into the field where that brings up no keyboard over what is to be read. */
  focusField: () => void;
  draw: () => void;
  /** From now on the frame is made by Preact as well. */
  handOver: (real: typeof preactH, fragment: ComponentType) => void;
  /** Puts the chat down to a bar, so that the page behind it can be read; null takes it up again. */
  putDown: (source: SourceBeingRead | null) => void;
  /** Whether the panel covers the page. */
  covers: () => boolean;
}

/** What the second file puts into the frame. */
export interface View {
  /** What has been said, and what is going on. Null before anything was. */
  turns: ComponentChild;
  /** In the place of the conversation: the list of them, a form. */
  page?: { title: string; note: string; body: ComponentChild; back: () => void } | undefined;
  /** In the place of the field: a source, or what is asked before the first question. */
  foot?: ComponentChild;
  /** Over the field: offline, undone. */
  strip?: ComponentChild;
  /** Over the conversation: the way to its end. */
  over?: ComponentChild;
  running: boolean;
  placeholder: string;
  onScroll: () => void;
  /** After it was drawn. */
  drawn: (scroller: HTMLElement) => void;
}

export interface Chat {
  view: () => View;
  /** Draws into the box. The first time it takes over the elements that are there. */
  render: (drawn: ComponentChild, box: HTMLElement) => void;
  /** False where nothing is to be sent, or an answer has to end first. */
  send: (text: string) => boolean;
  begin: () => void;
  stop: () => void;
  /** Opens the list of conversations, or closes it. */
  list: () => void;
  /** Closes what lies over the conversation. False where nothing does. */
  escape: () => boolean;
  /** @param open whether to look at the server at once */
  identify: (getToken: GetToken, open: boolean) => void;
  reset: () => void;
  destroy: () => void;
}

/** Resolves once what was said before can be shown as it was. */
export type CreateChat = (desk: Desk) => Promise<Chat>;
