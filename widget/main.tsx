/** The panel's entry: makes transport, memory, store and view for one widget and ties them to the page. */

import type { Mount } from "./handshake.ts";
import { createChatStore } from "./store/chat-store.ts";
import { createMemory } from "./store/memory.ts";
import { createHttpTransport } from "./transport/http.ts";
import { takePristine } from "./transport/pristine.ts";
import css from "./panel.css?inline";
import { createRoot } from "./view/Root.tsx";
import { ENGLISH } from "./view/strings.ts";

export const mount: Mount = (mounting) => {
  const { options, emit, root: shadow, frame } = mounting;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets.push(sheet);
  const pristine = takePristine(shadow);
  const memory = createMemory(mounting.scope, pristine, window);
  const transport = createHttpTransport({
    // This file stands in `widget/` of the deployment.
    base: import.meta.url.replace(/\/widget\/[^/]*$/, ""),
    options,
    pristine,
    warn,
    handle: { get: () => memory.read().handle, set: (handle) => memory.write({ handle }) },
  });
  if (mounting.getToken) transport.session.identify(mounting.getToken);

  /** Words that the owner replaces. */
  function ownWords(): object {
    try {
      return pristine.parse(options.strings || "{}") as object;
    } catch {
      console.error("VegaRAG: data-strings is not JSON");
      return {};
    }
  }

  /** Nothing of this visitor stays: neither conversation nor draft. */
  function reset(): void {
    store.reset();
    root.setDraft("");
  }

  /** Words for the owner are no visitor's: they come with what is fetched later. */
  function warn(slug: string, detail: string): void {
    if (/^(origin|unauth|token|expired)/.test(slug)) root.explain(slug, detail);
  }

  let shown = false;

  const store = createChatStore({
    transport,
    memory,
    emit,
    visitor: transport.session.visitor,
    // A hidden page draws no frames, and an answer goes on there as well.
    soon: (run) => (document.hidden ? setTimeout(run) : requestAnimationFrame(run)),
    warn,
    onAnother: reset,
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
  const root = createRoot(mounting, store, memory, { ...ENGLISH, ...mounting.strings, ...ownWords() });
  store.subscribe(root.draw);

  const stops: (() => void)[] = [memory.watch(() => store.refresh())];
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
  // The page's shortcuts, focus traps and scrolling of its own have no business with what is done in here.
  for (const name of ["keydown", "keyup", "keypress", "focusin", "focusout", "paste", "wheel", "touchmove"])
    listen(shadow, name, (event) => event.stopPropagation());
  // A phone's keyboard lies over the page and leaves its size alone. Whoever zooms in moves about in the panel as it is.
  const seen = window.visualViewport;
  const fit = () => {
    // Whether it covers the page may have changed.
    root.draw();
    const set = (name: string, value: number) => frame.style.setProperty(name, seen!.scale > 1 ? "" : `${value}px`);
    set("--_height", seen!.height);
    set("--_top", seen!.offsetTop);
  };
  if (seen) for (const name of ["resize", "scroll"]) listen(seen, name, fit);
  // A part of the page was not asked for: it calls nobody until the visitor turns to it.
  const waits = options.mode === "inline" && options.open === undefined;
  let turned = !waits;
  for (const touch of ["focusin", "pointerdown"])
    listen(frame, touch, () => {
      if (!turned) store.begin();
      turned = true;
    });

  return {
    show(byVisitor) {
      shown = true;
      root.show(byVisitor);
      if (!waits || byVisitor) store.begin();
    },
    hide() {
      shown = false;
      root.hide();
    },
    ask: (text) => root.ask(`${text}`),
    identify(getToken) {
      transport.session.identify(getToken);
      store.identify(shown);
    },
    reset,
    destroy() {
      for (const stop of stops) stop();
      transport.close();
      store.destroy();
      root.destroy();
      pristine.release();
      return undefined;
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
