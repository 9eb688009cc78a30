/**
 * One widget on the page, up to the panel: its host's shadow root, the launcher in plain DOM, open and
 * closed, and the API the page calls. Fetches the panel when the visitor points at, focuses, touches or
 * opens the launcher, and throws nothing into the page.
 */

import type { BotTheme, EmbedConfig } from "../shared/chat.ts";
import type { GetToken, Mount, Mounting, PanelHandle } from "./handshake.ts";
import { LANGUAGES, RIGHT_TO_LEFT } from "./languages.ts";
import css from "./launcher.css?inline";
import type { Options } from "./options.ts";
import type { EventMap, QueuedCall, VegaRAG, VegaRAGQueue } from "../packages/widget/widget.d.ts";
import type { Strings } from "./view/strings.ts";

/** Set by the build: the name that its files share, and the integrity of the panel's two. */
declare const BUILD: string;
declare const PANEL_INTEGRITY: string;
declare const CHAT_INTEGRITY: string;

/**
 * The element that a widget lives in, which is also what the page calls. What belongs to it stands on it and not in
 * here: a custom element is defined once, so that after `destroy()` the first run of this script goes on serving
 * the elements of later runs.
 */
export interface Host extends HTMLElement, Partial<VegaRAG & VegaRAGQueue> {
  /** Shows the launcher after the host was put into the page. Undefined where no widget lives in it. @param anew with the options as they stand now */
  place?: ((anew?: boolean) => void) | undefined;
  /** Where the script puts its own element: it comes back there when the page sweeps it away. */
  home?: (() => Element | null) | undefined;
}

export const page = document;

/** Runs what the page gave us: its mistake must end neither an answer nor the loader. */
export function attempt<Input>(run: (input: Input) => void, input?: Input): void {
  try {
    run(input!);
  } catch (error) {
    console.error(error);
  }
}

/** What browsers forbid at times, such as storage: then it is not there. */
export function perhaps<Found>(look: () => Found): Found | undefined {
  try {
    return look();
  } catch {
    return undefined;
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

/** What the page listens to. */
function createEvents() {
  const handlers = new Set<(name: string, detail: never) => unknown>();
  return {
    emit<Name extends keyof EventMap>(name: Name, detail?: EventMap[Name]): void {
      for (const handle of handlers) handle(name, detail as never);
    },
    on<Name extends keyof EventMap>(name: Name, handler: (detail: EventMap[Name]) => void): () => void {
      const handle = (told: string, detail: never) => told === name && attempt(handler, detail);
      handlers.add(handle);
      handle("ready", undefined as never);
      return () => void handlers.delete(handle);
    },
    clear: () => handlers.clear(),
  };
}

/** What the bot looked like last, so that nothing jumps: as the panel has kept it, or as the snippet says it. */
function recallTheme(scope: string, { face }: Options): BotTheme {
  return perhaps(() => (JSON.parse(localStorage[`${scope}:face`] || face) as EmbedConfig).theme) ?? {};
}

type Queued = QueuedCall | ((api: VegaRAG) => void);

function runQueued(api: VegaRAG, call: Queued): void {
  if (typeof call === "function") call(api);
  else (api[call[0]] as (...input: unknown[]) => void)(...call.slice(1));
}

/** Better English than nothing. */
async function fetchWords(url: string): Promise<Partial<Strings> | undefined> {
  try {
    // Data and not code: words need no integrity.
    return (await (await fetch(url)).json()) as Partial<Strings>;
  } catch {
    return undefined;
  }
}

/** What is seen before the panel is: right from the first paint. */
function makeFrame(options: Options, theme: BotTheme, lang: string, mode: string): [HTMLElement, HTMLElement] {
  const text = options.label || theme.label;
  const accent = options.accent || theme.accent;
  const label = text || "Chat";
  const rtl = RIGHT_TO_LEFT.test(lang);
  const launcher = createElement("button", { class: "launcher", part: "launcher", "aria-label": label }, text);
  const frame = createElement("section", {
    class: `frame ${mode}`,
    "aria-label": label,
    dir: rtl ? "rtl" : "ltr",
    "data-position": options.position || theme.position || (rtl ? "left" : ""),
    lang,
    popover: mode === "bubble" ? "manual" : undefined,
  });
  const { style } = frame;
  // What takes `currentcolor` for its ground is painted in the ink that lies on it.
  if (accent && !/rrentc/i.test(accent) && CSS.supports("color", accent)) style.setProperty("--_accent", accent);
  const [x, y] = (options.offset || "").split(" ");
  if (y) {
    style.setProperty("--_x", `${x}px`);
    style.setProperty("--_y", `${y}px`);
  }
  return [frame, launcher];
}

/** Over a bar that is fixed to the window's end the launcher would take the taps that are meant for it. */
function stepAside(host: Host, { style }: HTMLElement, launcher: HTMLElement): void {
  style.setProperty("--_up", "");
  const { left, bottom } = launcher.getBoundingClientRect();
  for (const bar of page.elementsFromPoint(left + 9, bottom - 9)) {
    const { top, height, bottom: end } = bar.getBoundingClientRect();
    // A modal dialog is met in all of its backdrop.
    if (bar !== host && end >= bottom && height < innerHeight / 2 && /fix|sti/.test(getComputedStyle(bar).position))
      style.setProperty("--_up", `${innerHeight - top}px`);
  }
}

/** Whether a key or a click is the one that the page has set aside for the chat. */
function isMeant({ key, metaKey, ctrlKey, target }: KeyboardEvent, { opener, hotkey }: Options): unknown {
  if (key) return (metaKey || ctrlKey ? "mod+" : "") + key === hotkey;
  return opener && (target as Element).closest(opener);
}

/** What the link's integrity admits is what the import gets: one entry in the module map. */
function fetchModule(href: string, integrity: string, nonce: string): Promise<never> {
  const link = createElement("link", { rel: "modulepreload", href, integrity, nonce });
  page.head.append(link);
  // oxlint-disable-next-line promise/prefer-await-to-then -- the page's `Promise` may be anything, what `import` gives is the browser's
  return import(/* @vite-ignore */ href).finally(() => link.remove()) as Promise<never>;
}

/**
 * @param read the options as they stand now
 * @param base where the panel and the words are, with a slash at the end
 */
export function createWidget(host: Host, read: () => Options, base: string): void {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  const { emit, on, clear } = createEvents();
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
  let strings: Partial<Strings> | undefined;
  let alert: HTMLElement | undefined;
  /** A failed address may stay failed for the life of the page: every further try has another one. */
  let query = "";
  let isOpen = false;
  const life = new AbortController();

  function build(): void {
    options = read();
    const mode = options.mode || "bubble";
    lang = LANGUAGES.exec((options.lang || page.documentElement.lang).toLowerCase())?.[1] ?? "en";
    bubble = mode === "bubble";
    scope = `vegarag:${options.key || options["token-url"] || ""}`;
    [frame, launcher] = makeFrame(options, recallTheme(scope, options), lang, mode);
    root.adoptedStyleSheets = [sheet];
    if (bubble && options.launcher !== "none") frame.append(launcher);
    panel = loading = panel?.destroy();
    root.replaceChildren(frame);
    launcher.ariaExpanded = false as never;
    launcher.onclick = toggle;
    launcher.onpointerenter = launcher.ontouchstart = launcher.onfocus = ahead;
    if (!bubble || options.open !== undefined || isOpen || perhaps(() => sessionStorage[scope] as string)) {
      // On the last page of this tab it was.
      isOpen = false;
      show(false);
    } else {
      // An agent of the visitor's may ask before the visitor opens anything.
      if (options.prefetch || (options.webmcp !== undefined && "modelContext" in page)) setTimeout(ahead, 2e3);
      setTimeout(stepAside, 1e3, host, frame, launcher);
    }
  }

  /** What the page's own buttons and keys do. */
  function press(event: KeyboardEvent & MouseEvent): void {
    setTimeout(stepAside, 300, host, frame, launcher);
    if (!isMeant(event, options)) return;
    event.preventDefault();
    toggle();
  }

  async function load(): Promise<void> {
    const within = frame;
    const words = lang !== "en" && fetchWords(`${base}${lang}-${BUILD}.json${query}`);
    const first = fetchModule(`${base}panel-${BUILD}.js${query}`, PANEL_INTEGRITY, options.nonce);
    const chat: Mounting["chat"] = fetchModule(`${base}chat-${BUILD}.js${query}`, CHAT_INTEGRITY, options.nonce);
    // Where both are missing it is said of the first, which may come later.
    chat.catch(() => {});
    let mount: Mount;
    try {
      ({ mount } = (await first) as { mount: Mount });
    } finally {
      strings = (await words) || undefined;
    }
    // Destroyed or begun anew meanwhile: nothing may come to life any more.
    if (within.isConnected)
      panel = mount({ frame, strings, bubble, options, emit, root, close, scope, getToken, fetchModule, chat });
    chat.catch((error: unknown) => within === frame && giveUp(error));
    // Showing it is a task of its own: both at once would hold up what else goes on in the page.
    // oxlint-disable-next-line unicorn/no-thenable -- the page's `Promise` may be anything
    await { then: (go: () => void) => setTimeout(go) };
  }

  function failed(): void {
    loading = undefined;
    query += "?";
  }

  /** Fetches the panel ahead. What goes wrong now is told when the visitor really opens it. */
  function ahead(): void {
    if (frame.isConnected) (loading ??= load()).catch(failed);
  }

  /** Says that the panel cannot be had. */
  function giveUp(error: unknown): void {
    failed();
    panel = panel?.destroy();
    if (!isOpen) return;
    setOpen(false);
    frame.prepend(
      (alert = createElement(
        "p",
        { role: "alert", class: "launcher" },
        options.unavailable || strings?.unavailable || "Chat unavailable",
      )),
    );
    // A part of the page has no launcher beside it: the way to try again comes with the word.
    if (!bubble) alert.append(launcher);
    emit("problem", { slug: "load", detail: `${error}` });
  }

  /** Brings and shows the panel and runs what waits for it; says so where it cannot be had. */
  async function bring(byVisitor: boolean): Promise<void> {
    alert?.remove();
    launcher.style.opacity = 0.7 as never;
    try {
      await (loading ??= load());
      // Told before what waits: whether the chat's file has come by now must not turn the events around.
      if (isOpen) emit("open");
      later();
      if (isOpen) panel?.show(byVisitor);
    } catch (error) {
      giveUp(error);
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
    perhaps(() => (sessionStorage[scope] = open || ""));
  }

  function show(byVisitor: boolean): void {
    if (isOpen || !frame.isConnected) return;
    setOpen(true);
    void bring(byVisitor);
  }

  function close(): void {
    if (!isOpen || !bubble) return;
    setOpen(false);
    panel?.hide();
    emit("close");
  }

  const toggle = () => (isOpen ? close() : show(true));

  sheet.replaceSync(css);
  // Before the panel keeps to itself what is done in there.
  for (const name of ["click", "keydown", "resize"])
    addEventListener(name, (event) => attempt(press, event as never), { signal: life.signal, capture: true });
  build();
  const api: VegaRAG & VegaRAGQueue & Pick<Host, "place"> = {
    q: { push: (call: Queued) => runQueued(api, call) },
    place(anew) {
      if (anew) build();
      if (!bubble) return;
      // With the frame that is drawn next: at once, it would make the browser style the page once more.
      // Above every z-index and out of every transform, where the browser has a top layer for that.
      requestAnimationFrame(() => perhaps(() => frame.showPopover()));
    },
    open: () => show(true),
    close,
    toggle,
    ask(text) {
      waiting.push((ready) => ready.ask(text));
      // The page hears that it is open before it hears what was asked in it.
      if (isOpen) later();
      else show(true);
    },
    on,
    identify(source) {
      getToken = source;
      panel?.identify(source);
    },
    reset: () => later((ready) => ready.reset()),
    destroy() {
      setOpen(false);
      life.abort();
      clear();
      panel = panel?.destroy();
      host.home = host.place = undefined;
      host.remove();
      if (window.VegaRAG === host) delete window.VegaRAG;
    },
  };
  Object.assign(host, api);
}
