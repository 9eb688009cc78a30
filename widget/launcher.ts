/**
 * One widget on the page, up to the panel: its host's shadow root, the launcher in plain DOM, open and
 * closed, and the API the page calls. Fetches the panel when the visitor points at, focuses, touches or
 * opens the launcher, and throws nothing into the page.
 */

import type { GetToken, Mount, PanelHandle } from "./handshake.ts";
import css from "./launcher.css?inline";
import type { Options } from "./options.ts";
import type { EventMap, VegaRAG } from "./vegarag.d.ts";

/** Set by the build: the panel's file and its integrity, and the build that the locale files belong to. */
declare const PANEL_BUILD: string;
declare const PANEL_INTEGRITY: string;

export interface Widget extends VegaRAG {
  /** Shows the launcher after the host was put into the page. @param anew with the options as they stand now */
  place: (anew?: boolean) => void;
}

/** Language → what to say when the panel cannot be loaded. The first word is what the launcher is called. */
const UNAVAILABLE = {
  // A page may call its language `constructor`.
  __proto__: null,
  en: "Chat unavailable",
  de: "Chat nicht verfügbar",
  fr: "Chat indisponible",
  es: "Chat no disponible",
  it: "Chat offline",
  pt: "Chat indisponível",
  nl: "Chat offline",
  ar: "المحادثة غير متاحة",
  ja: "チャット 利用不可",
  pl: "Czat offline",
  zh: "聊天 不可用",
} as unknown as Record<string, string>;

export const page = document;

/** Runs what the page gave us: its mistake must end neither an answer nor the loader. */
export function attempt<Input>(run: (input: Input) => void, input?: Input): void {
  try {
    run(input!);
  } catch (error) {
    console.error(error);
  }
}

export function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | undefined>,
  text = "",
): HTMLElementTagNameMap[Name] {
  const made = page.createElement(name);
  for (const attribute of Object.keys(attributes))
    if (attributes[attribute] !== undefined) made.setAttribute(attribute, attributes[attribute]);
  made.append(text);
  return made;
}

/**
 * @param read the options as they stand now
 * @param base where the panel and the words are, with a slash at the end
 */
export function createWidget(host: HTMLElement, read: () => Options, base: string): Widget {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  const handlers = new Set<[name: string, handler: (detail: never) => void]>();
  const waiting: ((panel: PanelHandle) => void)[] = [];
  let options: Options;
  let bubble: boolean;
  let lang: string;
  let scope: string;
  // Its properties take numbers and booleans as well, in fewer bytes than words.
  let launcher: HTMLElement;
  let frame: HTMLElement;
  let panel: PanelHandle | undefined;
  let loading: Promise<void> | undefined;
  let getToken: GetToken | undefined;
  let opener: HTMLElement | undefined;
  let alert: HTMLElement | undefined;
  /** A failed address may stay failed for the life of the page: every further try has another one. */
  let query = "";
  let isOpen = false;

  function emit<Name extends keyof EventMap>(name: Name, detail?: EventMap[Name]): void {
    for (const [wanted, handler] of handlers) if (wanted === name) attempt(handler, detail as never);
  }

  function build(): void {
    options = read();
    const mode = options.mode || "bubble";
    const tag = (options.lang || page.documentElement.lang).toLowerCase().split("-")[0]!;
    lang = UNAVAILABLE[tag] ? tag : "en";
    const label = options.label || UNAVAILABLE[lang]!.split(" ")[0]!;
    bubble = mode === "bubble";
    scope = `vegarag:${options.key || options["token-url"] || ""}`;
    launcher = createElement("button", { class: "launcher", part: "launcher", "aria-label": label }, options.label);
    frame = createElement("section", {
      class: `frame ${mode}`,
      "aria-label": label,
      "data-theme": options.theme,
      dir: lang === "ar" ? "rtl" : "ltr",
      "data-position": options.position || (lang === "ar" ? "left" : ""),
      lang,
      popover: bubble ? "manual" : undefined,
    });
    // What takes `currentcolor` for its ground is painted in the ink that lies on it.
    if (options.accent && !/rrentc/i.test(options.accent) && CSS.supports("color", options.accent))
      frame.style.setProperty("--_accent", options.accent);
    root.adoptedStyleSheets = [sheet];
    if (bubble) frame.append(launcher);
    panel = loading = panel?.destroy();
    root.replaceChildren(frame);
    launcher.ariaExpanded = false as never;
    launcher.onclick = toggle;
    launcher.onpointerenter = launcher.ontouchstart = launcher.onfocus = ahead;
    if (!bubble || options.open !== undefined || isOpen) {
      isOpen = false;
      show(false);
    } else {
      // The first look into storage waits for the browser's storage process: not while the page loads.
      setTimeout(() => {
        try {
          if (sessionStorage[scope]) show(false);
        } catch {}
      }, 200);
      if (options.prefetch) setTimeout(ahead, 2e3);
    }
  }

  /** Better English than nothing. */
  async function loadWords(href: string) {
    try {
      // Data and not code: words need no integrity.
      return (await (await fetch(href)).json()) as object;
    } catch {}
    return undefined;
  }

  async function load(): Promise<void> {
    const within = frame;
    const href = `${base}panel-${PANEL_BUILD}.js${query}`;
    // What the link's integrity admits is what the import below gets: one entry in the module map.
    const link = createElement("link", {
      rel: "modulepreload",
      href,
      integrity: PANEL_INTEGRITY,
      nonce: options.nonce,
    });
    page.head.append(link);
    try {
      const words = lang === "en" ? undefined : loadWords(`${base}${lang}-${PANEL_BUILD}.json${query}`);
      const { mount } = (await import(/* @vite-ignore */ href)) as { mount: Mount };
      const strings = await words;
      // Destroyed or begun anew meanwhile: nothing may come to life any more.
      if (within.isConnected)
        panel = mount({
          frame,
          strings,
          bubble,
          options,
          emit,
          root,
          close,
          scope,
          getToken,
        });
      // Showing it is a task of its own: both at once would hold up what else goes on in the page.
      // oxlint-disable-next-line unicorn/no-thenable -- the page's `Promise` may be anything
      await { then: (go: () => void) => setTimeout(go) };
    } finally {
      link.remove();
    }
  }

  function failed(): void {
    loading = undefined;
    query += "?";
  }

  /** Fetches the panel ahead. What goes wrong now is told when the visitor really opens it. */
  function ahead(): void {
    if (frame.isConnected) (loading ??= load()).catch(failed);
  }

  /** Brings and shows the panel and runs what waits for it; says so where it cannot be had. */
  async function bring(byVisitor: boolean): Promise<void> {
    alert?.remove();
    launcher.style.opacity = 0.7 as never;
    try {
      await (loading ??= load());
      later();
      if (!isOpen) return;
      panel?.show(byVisitor);
      emit("open");
    } catch (error) {
      failed();
      setOpen(false);
      frame.prepend(
        (alert = createElement("p", { role: "alert", class: "launcher" }, options.unavailable || UNAVAILABLE[lang]!)),
      );
      // A part of the page has no launcher beside it: the way to try again comes with the word.
      if (!bubble) alert.append(launcher);
      emit("problem", { slug: "load", detail: `${error}` });
    } finally {
      launcher.style.opacity = 1 as never;
    }
  }

  /** Runs at once where the panel is here, and with it where it is not: it is not fetched for this. */
  function later(...runs: ((panel: PanelHandle) => void)[]): void {
    waiting.push(...runs);
    if (panel) for (const run of waiting.splice(0)) run(panel);
  }

  function setOpen(open: boolean): void {
    isOpen = open;
    launcher.ariaExpanded = open as never;
    // Storage may be switched off or full: then the panel is closed on the next page.
    try {
      sessionStorage[scope] = open || "";
    } catch {}
  }

  function show(byVisitor: boolean): void {
    if (isOpen || !frame.isConnected) return;
    opener = page.activeElement as HTMLElement;
    setOpen(true);
    void bring(byVisitor);
  }

  function close(): void {
    if (!isOpen || !bubble) return;
    const inside = root.activeElement;
    setOpen(false);
    panel?.hide();
    // Focus goes back where it came from, unless the visitor has already moved on. What has gone takes none.
    if (inside) {
      launcher.focus();
      opener?.focus();
    }
    emit("close");
  }

  const toggle = () => (isOpen ? close() : show(true));

  sheet.replaceSync(css);
  build();
  return {
    place(anew) {
      if (anew) build();
      if (!bubble) return;
      // With the frame that is drawn next: at once, it would make the browser style the page once more.
      requestAnimationFrame(() => {
        try {
          // Above every z-index and out of every transform, where the browser has a top layer for that.
          frame.showPopover();
        } catch {}
      });
    },
    open: () => show(true),
    close,
    toggle,
    ask(text) {
      later((ready) => ready.ask(text));
      show(true);
    },
    on(name, handler) {
      const entry: [string, typeof handler] = [name, handler];
      handlers.add(entry);
      if (name === "ready") attempt(handler);
      return () => void handlers.delete(entry);
    },
    identify(source) {
      getToken = source;
      panel?.identify(source);
    },
    reset: () => later((ready) => ready.reset()),
    destroy() {
      setOpen(false);
      handlers.clear();
      panel = panel?.destroy();
      host.remove();
    },
  };
}
