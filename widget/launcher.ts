/**
 * One widget on the page, up to the panel: its host's shadow root, the launcher in plain DOM, open and
 * closed, and the API the page calls. Fetches the panel when the visitor points at, focuses, touches or
 * opens the launcher, and throws nothing into the page.
 */

import { inkOn, parseColour } from "./colour.ts";
import type { GetToken, Mount, PanelHandle } from "./handshake.ts";
import css from "./launcher.css?inline";
import type { Options } from "./options.ts";
import type { EventMap, VegaRAG } from "./vegarag.d.ts";

/** Set by the build: the panel's file, its integrity, and the build that the locale files belong to. */
declare const PANEL: { file: string; integrity: string; build: string };

type Handler = (detail: unknown) => void;

export interface Widget extends VegaRAG {
  /** Shows the launcher after the host was put into the page. */
  place: () => void;
}

/** Language → what the launcher is called, and what it says when the panel cannot be loaded. */
const WORDS: Record<string, [string, string]> = {
  en: ["Open chat", "The chat could not load. Try again."],
  de: ["Chat öffnen", "Der Chat konnte nicht laden. Bitte erneut versuchen."],
  fr: ["Ouvrir le chat", "Le chat n’a pas pu se charger. Réessayez."],
  es: ["Abrir el chat", "No se pudo cargar el chat. Inténtelo de nuevo."],
  it: ["Apri la chat", "Impossibile caricare la chat. Riprova."],
  pt: ["Abrir o chat", "Não foi possível carregar o chat. Tente novamente."],
  nl: ["Chat openen", "De chat kon niet laden. Probeer het opnieuw."],
  pl: ["Otwórz czat", "Nie udało się wczytać czatu. Spróbuj ponownie."],
  ja: ["チャットを開く", "チャットを読み込めませんでした。もう一度お試しください。"],
  zh: ["打开聊天", "无法加载聊天。请重试。"],
  ar: ["فتح المحادثة", "تعذّر تحميل المحادثة. حاول مرة أخرى."],
};

const page = document;

export function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
): HTMLElementTagNameMap[Name] {
  const made = page.createElement(name);
  for (const attribute in attributes) made.setAttribute(attribute, attributes[attribute]!);
  return made;
}

/** Storage may be switched off or full: then the panel is simply closed after a reload. */
function remember(kind: "localStorage" | "sessionStorage", key: string, value?: string): string | null {
  try {
    if (value === undefined) return window[kind].getItem(key);
    if (value) window[kind].setItem(key, value);
    else window[kind].removeItem(key);
  } catch {}
  return null;
}

export function createWidget(host: HTMLElement, options: Options, base: string): Widget {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const bubble = options.mode === "bubble";
  const tag = (options.lang || page.documentElement.lang).toLowerCase().split("-")[0]!;
  const lang = Object.hasOwn(WORDS, tag) ? tag : "en";
  const [called, failure] = WORDS[lang]!;
  const label = options.label || called;
  const scope = `vegarag:${options.key || options.tokenUrl}`;
  const handlers: { [name: string]: Set<Handler> } = {};
  const waiting: ((panel: PanelHandle) => void)[] = [];
  let panel: PanelHandle | undefined;
  let identity: GetToken | undefined;
  let loading: Promise<void> | undefined;
  let opener: HTMLElement | null = null;
  let tries = 0;
  let isOpen = false;
  let dead = false;

  function addStyles(text: string): void {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    } catch {
      // Safari before 16.4: a style element, for which a strict policy needs the owner's nonce.
      const style = createElement("style", { nonce: options.nonce });
      style.textContent = text;
      root.append(style);
    }
  }

  function emit<Name extends keyof EventMap>(name: Name, detail: EventMap[Name]): void {
    for (const handler of [...(handlers[name] ?? [])]) {
      try {
        handler(detail);
      } catch (error) {
        // The page's own mistake is reported as the page's, and must not end an answer.
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  const rtl = lang === "ar";
  const frame = createElement("section", {
    class: `frame ${options.mode}`,
    "aria-label": label,
    lang,
    dir: rtl ? "rtl" : "ltr",
    "data-position": options.position || (rtl ? "left" : "right"),
    "data-theme": options.theme,
  });
  const status = createElement("p", { role: "status" });
  const launcher = createElement("button", {
    part: "launcher",
    type: "button",
    "aria-haspopup": "dialog",
    "aria-expanded": "false",
    "aria-label": label,
  });
  const svg = page.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = page.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  path.setAttribute(
    "d",
    "M12 4.500c4.700 0 8.500 3 8.500 6.800s-3.800 6.800-8.500 6.800q-1.500 0-2.900-.4L4.700 19.700l.9-3.600q-2.100-2-2.100-4.800c0-3.800 3.800-6.800 8.500-6.800z",
  );
  svg.append(path);
  launcher.append(svg, options.label);

  const accent = parseColour(options.accent);
  if (accent) {
    frame.style.setProperty("--_accent", options.accent);
    frame.style.setProperty("--_on-accent", inkOn(accent));
  }
  addStyles(css);
  frame.append(status);
  if (bubble) {
    frame.append(launcher);
    frame.setAttribute("popover", "manual");
  }
  root.append(frame);

  function place(): void {
    try {
      // Above every z-index and out of every transform, where the browser has a top layer for that.
      if (bubble) frame.showPopover();
    } catch {}
  }

  async function loadWords(href: string) {
    try {
      return ((await import(/* @vite-ignore */ href)) as { default: object }).default;
    } catch {
      // Better English than nothing.
      return undefined;
    }
  }

  async function fetchPanel(): Promise<void> {
    // A failed address may stay failed for the life of the page: another try needs another one.
    const again = tries++ ? `?${tries}` : "";
    const href = `${base}widget/${PANEL.file}${again}`;
    // What the link's integrity admits is what the import below gets: one entry in the module map.
    const link = createElement("link", {
      rel: "modulepreload",
      href,
      integrity: PANEL.integrity,
      crossorigin: "",
      nonce: options.nonce,
    });
    page.head.append(link);
    try {
      const words = lang === "en" ? undefined : loadWords(`${base}widget/${lang}-${PANEL.build}.js${again}`);
      const { mount } = (await import(/* @vite-ignore */ href)) as { mount: Mount };
      const strings = await words;
      const launch = bubble ? launcher : null;
      if (!dead) {
        panel = mount({ host, root, frame, launcher: launch, options, base, lang, strings, emit, addStyles, close });
        if (identity) panel.identify(identity);
      }
    } finally {
      link.remove();
    }
  }

  async function load(): Promise<void> {
    try {
      await (loading ??= fetchPanel());
    } catch (error) {
      loading = undefined;
      throw error;
    }
  }

  /** Brings the panel and runs what waits for it; says so where it cannot be had. */
  async function bring(): Promise<void> {
    launcher.setAttribute("aria-busy", "true");
    status.textContent = "";
    try {
      await load();
      for (const run of waiting.splice(0)) if (panel) run(panel);
    } catch (error) {
      status.textContent = failure;
      setOpen(false);
      emit("problem", { slug: "load", detail: `${error}` });
    }
    launcher.removeAttribute("aria-busy");
  }

  function setOpen(open: boolean): void {
    isOpen = open;
    launcher.setAttribute("aria-expanded", `${open}`);
    frame.classList.toggle("open", open);
    remember("sessionStorage", `${scope}:open`, open ? "1" : "");
  }

  function show(byVisitor: boolean): void {
    if (isOpen || dead) return;
    opener = (root.activeElement ?? page.activeElement) as HTMLElement | null;
    setOpen(true);
    waiting.unshift((ready) => {
      if (!isOpen) return;
      ready.show(byVisitor);
      emit("open", undefined);
    });
    void bring();
  }

  function close(): void {
    if (!isOpen || !bubble) return;
    const inside = root.activeElement;
    setOpen(false);
    panel?.hide();
    // Focus goes back where it came from, unless the visitor has already moved on.
    if (inside) (opener?.isConnected && opener !== page.body ? opener : launcher).focus();
    emit("close", undefined);
  }

  const toggle = () => (isOpen ? close() : show(true));
  const ahead = () => void load().catch(() => {});
  launcher.addEventListener("click", toggle);
  for (const hint of ["pointerenter", "focus", "touchstart"]) launcher.addEventListener(hint, ahead, { passive: true });
  // The page's shortcuts and focus traps have no business with what is typed in here.
  for (const name of ["keydown", "keyup", "keypress", "focusin", "focusout"])
    root.addEventListener(name, (event) => event.stopPropagation());

  if (options.open && options.open !== "false") show(false);
  else if (!bubble || remember("sessionStorage", `${scope}:open`)) show(false);
  else if (options.prefetch === "idle") (window.requestIdleCallback ?? setTimeout)(ahead);

  return {
    place,
    open: () => show(true),
    close,
    toggle,
    ask(text) {
      waiting.push((ready) => ready.ask(`${text}`));
      if (isOpen) void bring();
      else show(true);
    },
    on(name, handler) {
      const list = (handlers[name] ??= new Set());
      list.add(handler as Handler);
      if (name === "ready") (handler as () => void)();
      return () => void list.delete(handler as Handler);
    },
    identify(getToken) {
      identity = getToken;
      panel?.identify(getToken);
    },
    reset() {
      remember("localStorage", scope, "");
      panel?.reset();
    },
    destroy() {
      dead = true;
      panel?.destroy();
      remember("sessionStorage", `${scope}:open`, "");
      host.remove();
    },
  };
}
