/**
 * One widget on the page, up to the panel: its host's shadow root, the launcher in plain DOM, open and
 * closed, and the API the page calls. Fetches the panel when the visitor points at, focuses, touches or
 * opens the launcher, and throws nothing into the page.
 */

import type { Mount, PanelHandle } from "./handshake.ts";
import css from "./launcher.css?inline";
import type { Options } from "./options.ts";
import type { EventMap, VegaRAG } from "./vegarag.d.ts";

/** Set by the build: the panel's file and its integrity, and the build that the locale files belong to. */
declare const PANEL_BUILD: string;
declare const PANEL_INTEGRITY: string;

export interface Widget extends VegaRAG {
  /** Shows the launcher after the host was put into the page. */
  place: () => void;
}

/** Language → what to say when the panel cannot be loaded. The first word is what the launcher is called. */
const UNAVAILABLE: Record<string, string> = {
  en: "Chat unavailable",
  de: "Chat nicht verfügbar",
  fr: "Chat indisponible",
  es: "Chat no disponible",
  it: "Chat non disponibile",
  pt: "Chat indisponível",
  nl: "Chat niet beschikbaar",
  pl: "Czat niedostępny",
  ja: "チャット 利用不可",
  zh: "聊天 不可用",
  ar: "المحادثة غير متاحة",
};

export const page = document;

/** Runs what the page gave us: its mistake must end neither an answer nor the loader. */
export function attempt<Input>(run: (input: Input) => void, input: Input): void {
  try {
    run(input);
  } catch (error) {
    console.error(error);
  }
}

export function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = page.createElement(name);
  for (const attribute in attributes) made.setAttribute(attribute, attributes[attribute]!);
  made.append(...children);
  return made;
}

export function createWidget(host: HTMLElement, options: Options, base: string): Widget {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const mode = options.mode || "bubble";
  const bubble = mode === "bubble";
  const tag = (options.lang || page.documentElement.lang).slice(0, 2).toLowerCase();
  const lang = UNAVAILABLE[tag] ? tag : "en";
  const failure = UNAVAILABLE[lang]!;
  const label = options.label || failure.split(" ")[0]!;
  const scope = `vegarag:${options.key || options.tokenUrl}`;
  const handlers: { [name: string]: Set<(detail: never) => void> } = {};
  const waiting: ((panel: PanelHandle) => void)[] = [];
  let panel: PanelHandle | undefined;
  let loading: Promise<void> | undefined;
  let opener: HTMLElement | null = null;
  let alert: HTMLElement | undefined;
  let tries = 0;
  let isOpen = false;

  function addStyles(text: string): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }

  function emit<Name extends keyof EventMap>(name: Name, detail: EventMap[Name]): void {
    for (const handler of handlers[name] ?? []) attempt(handler, detail as never);
  }

  /** Whether the panel was open on the last page. Storage may be switched off or full: then it was not. */
  function remember(open?: string): string | undefined {
    try {
      return open === undefined ? (sessionStorage[scope] as string | undefined) : (sessionStorage[scope] = open);
    } catch {}
    return undefined;
  }

  const rtl = lang === "ar";
  const launcher = createElement(
    "button",
    { class: "launcher", part: "launcher", "aria-expanded": "false", "aria-label": label },
    options.label,
  );
  const frame = createElement("section", {
    class: `frame ${mode}`,
    "aria-label": label,
    lang,
    dir: rtl ? "rtl" : "ltr",
    "data-position": options.position || (rtl ? "left" : "right"),
    "data-theme": options.theme,
  });
  if (options.accent && CSS.supports("color", options.accent)) frame.style.setProperty("--_accent", options.accent);
  addStyles(css);
  if (bubble) {
    frame.append(launcher);
    frame.setAttribute("popover", "manual");
  }
  root.replaceChildren(frame);

  /** Better English than nothing. */
  async function loadWords(href: string) {
    try {
      // Data and not code: words need no integrity.
      return (await (await fetch(href)).json()) as object;
    } catch {}
    return undefined;
  }

  async function load(): Promise<void> {
    // A failed address may stay failed for the life of the page: another try needs another one.
    const end = `-${PANEL_BUILD}.js${tries++ ? `?${tries}` : ""}`;
    const folder = `${base}widget/`;
    const href = `${folder}panel${end}`;
    // What the link's integrity admits is what the import below gets: one entry in the module map.
    const link = createElement("link", {
      rel: "modulepreload",
      href,
      integrity: PANEL_INTEGRITY,
      nonce: options.nonce,
    });
    page.head.append(link);
    try {
      const words = lang === "en" ? undefined : loadWords(folder + lang + end.replace(".js", ".json"));
      const { mount } = (await import(/* @vite-ignore */ href)) as { mount: Mount };
      const strings = await words;
      // Destroyed meanwhile: nothing may come to life any more.
      if (host.isConnected)
        panel = mount({
          host,
          root,
          frame,
          launcher: bubble ? launcher : null,
          options,
          base,
          scope,
          lang,
          strings,
          emit,
          addStyles,
          close,
        });
    } catch (error) {
      loading = undefined;
      throw error;
    } finally {
      link.remove();
    }
  }

  /** Fetches the panel ahead. What goes wrong now is told when the visitor really opens it. */
  function ahead(): void {
    (loading ??= load()).catch(() => {});
  }

  /** Brings and shows the panel and runs what waits for it; says so where it cannot be had. */
  async function bring(byVisitor: boolean): Promise<void> {
    alert?.remove();
    launcher.ariaBusy = "true";
    try {
      await (loading ??= load());
      // What waits comes first: it may say where tokens come from.
      flush();
      if (!isOpen) return;
      panel?.show(byVisitor);
      emit("open", undefined);
    } catch (error) {
      setOpen(false);
      // A part of the page has no launcher beside it: the way to try again comes with the word.
      frame.prepend(
        (alert = createElement("p", { class: "launcher", role: "alert" }, failure, bubble ? "" : launcher)),
      );
      emit("problem", { slug: "load", detail: `${error}` });
    } finally {
      launcher.ariaBusy = null;
    }
  }

  function flush(): void {
    if (panel) for (const run of waiting.splice(0)) run(panel);
  }

  /** Runs at once where the panel is here, and with it where it is not: it is not fetched for this. */
  function later(run: (panel: PanelHandle) => void): void {
    waiting.push(run);
    flush();
  }

  function setOpen(open: boolean): void {
    isOpen = open;
    launcher.ariaExpanded = `${open}`;
    remember(open ? "1" : "");
  }

  function show(byVisitor: boolean): void {
    if (isOpen) return;
    opener = (root.activeElement ?? page.activeElement) as HTMLElement;
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
    emit("close", undefined);
  }

  const toggle = () => (isOpen ? close() : show(true));
  launcher.onclick = toggle;
  launcher.onpointerenter = launcher.onfocus = launcher.ontouchstart = ahead;

  if (!bubble || options.open) show(false);
  else {
    // The first look into storage waits for the browser's storage process: not while the page loads.
    setTimeout(() => remember() && show(false), 200);
    if (options.prefetch) setTimeout(ahead, 2e3);
  }

  return {
    place() {
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
      later((ready) => ready.ask(`${text}`));
      show(true);
    },
    on(name, handler) {
      const list = (handlers[name] ??= new Set());
      list.add(handler);
      if (name === "ready") handler(undefined as never);
      return () => list.delete(handler);
    },
    identify: (getToken) => later((ready) => ready.identify(getToken)),
    reset: () => later((ready) => ready.reset()),
    destroy() {
      panel?.destroy();
      remember("");
      host.remove();
    },
  };
}
