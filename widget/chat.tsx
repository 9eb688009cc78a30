/**
 * The second file: makes transport and store for one widget, ties them to the page, and puts what was said
 * into the panel's frame.
 */

import { type ComponentType, Fragment, h, hydrate, render } from "preact";
import { explain } from "./explain.ts";
import css from "./chat.css?inline";
import type { VegaRAGElement } from "../packages/widget/widget.d.ts";
import type { CreateChat } from "./handshake.ts";
import { createChatStore } from "./store/chat-store.ts";
import { createHttpTransport } from "./transport/http.ts";
import { addStyles } from "./view/add-styles.ts";
import { createConversation } from "./view/Conversation.tsx";
import { CHAT_ENGLISH } from "./view/chat-strings.ts";
import { loadFile } from "./view/load-file.ts";

export const createChat: CreateChat = async (desk) => {
  const { mounting, memory, pristine } = desk;
  const strings = { ...CHAT_ENGLISH, ...(await desk.laterStrings), ...desk.strings };
  // Not before: between this and the first drawing nothing may be drawn.
  desk.handOver(h, Fragment as ComponentType);
  const { options, emit, root: shadow } = mounting;
  addStyles(shadow, css);
  const transport = createHttpTransport({
    // This file stands in `widget/` of the deployment.
    base: import.meta.url.replace(/\/widget\/[^/]*$/, ""),
    options,
    pristine,
    warn: explain,
    handle: { get: () => memory.read().handle, set: (handle) => memory.write({ handle }) },
    loadProof: () => loadFile("proof", mounting),
  });
  if (mounting.getToken) transport.session.identify(mounting.getToken);

  /** Nothing of this visitor stays: neither conversation nor draft, nor what was agreed to. */
  function reset(): void {
    conversation.forget();
    store.reset();
    memory.write({ agreed: undefined });
    desk.setDraft("");
  }

  const store = createChatStore({
    transport,
    memory,
    emit,
    visitor: transport.session.visitor,
    // A hidden page draws no frames, and an answer goes on there as well.
    soon: (run) => (document.hidden ? setTimeout(run) : requestAnimationFrame(run)),
    warn: explain,
    onAnother() {
      const waiting = conversation.waiting();
      reset();
      desk.setDraft(waiting);
    },
    onConfig: (told) => conversation.meet(told),
    mayAsk: () => conversation.mayAsk(),
    patience: {
      isOnline: () => navigator.onLine,
      wait: (ms, signal) =>
        until(signal, (done) => {
          const timer = setTimeout(done, ms);
          return () => clearTimeout(timer);
        }),
      online: (signal) =>
        until(signal, (done) => {
          addEventListener("online", done);
          return () => removeEventListener("online", done);
        }),
    },
  });
  const conversation = createConversation(desk, store, transport, strings);
  store.subscribe(desk.draw);

  let isOver = false;
  const stops: (() => void)[] = [
    memory.watch(() => {
      conversation.lookAgain();
      store.refresh();
    }),
  ];
  function listen(target: EventTarget, name: string, run: (event: Event) => void): void {
    target.addEventListener(name, run, { passive: true });
    stops.push(() => target.removeEventListener(name, run));
  }
  // A connection that is open keeps the page out of the back/forward cache: the answer goes on without us.
  listen(window, "pagehide", () => store.pause());
  listen(window, "pageshow", (event) => (event as PageTransitionEvent).persisted && store.refresh());
  listen(document, "visibilitychange", () => document.visibilityState === "visible" && store.resume());
  listen(window, "offline", () => store.online(false));
  listen(window, "online", () => store.online(true));

  if (options.webmcp !== undefined && "modelContext" in document) void offer();
  async function offer(): Promise<void> {
    try {
      const { offerTool } = await loadFile("webmcp", mounting);
      if (!isOver) stops.push(offerTool(shadow.host as VegaRAGElement, desk.face()?.name || desk.strings.title));
    } catch {
      // Without it the page has one tool less.
    }
  }

  await conversation.ready;
  let draw = hydrate;
  return {
    ...conversation,
    render(drawn, box) {
      (box.firstChild ? draw : render)(drawn, box);
      draw = render;
    },
    begin: store.begin,
    stop() {
      store.stop();
      desk.field.current?.focus();
    },
    identify(getToken, open) {
      transport.session.identify(getToken);
      store.identify(open);
    },
    reset,
    destroy() {
      isOver = true;
      for (const stop of stops) stop();
      conversation.destroy();
      render(null, desk.box);
      transport.close();
      store.destroy();
    },
  };
};

/** Resolves when `start` says so or the signal aborts, and cleans up after either. */
function until(signal: AbortSignal, start: (done: () => void) => () => void): Promise<void> {
  // The page's `Promise` may be anything; the one that async functions return is the browser's.
  const Native = (async () => {})().constructor as PromiseConstructor;
  return new Native((resolve) => {
    const done = () => {
      stop();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const stop = start(done);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
