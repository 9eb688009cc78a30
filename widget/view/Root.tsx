/**
 * The panel's first file at work: draws the frame, keeps what is typed, and hands over to the chat as soon as
 * that has come. Holds what only it knows: the draft, the bot's face, whether it is shown or put down.
 */

import { type Face, parseFace } from "../face.ts";
import { kit } from "../kit.ts";
import type { Chat, Desk, Mounting, PanelHandle, SourceBeingRead, View } from "../handshake.ts";
import { createMemory } from "../store/memory.ts";
import type { Pristine } from "../transport/pristine.ts";
import { fitField, fits } from "./Composer.tsx";
import { Frame } from "./Frame.tsx";
import { handOver, place } from "./jsx.ts";
import type { Strings } from "./strings.ts";
import { followTheme } from "./theme.ts";

/** @param snippet what the page says of the bot, where nothing is remembered */
export function createRoot(mounting: Mounting, pristine: Pristine, strings: Strings, snippet: unknown): PanelHandle {
  const memory = createMemory(mounting.scope, pristine, window);
  const { frame, root, options, bubble } = mounting;
  const page = document;
  const box = page.createElement("div");
  box.className = "box ahead";
  const region = page.createElement("div");
  region.className = "hidden";
  region.ariaLive = "polite";
  frame.append(box, region);

  const field: Desk["field"] = { current: null };
  const known = memory.recall("face") ?? snippet;
  let face: Face | undefined = known ? parseFace(known, frame.lang) : undefined;
  let chat: Chat | undefined;
  let draft = memory.draft();
  let isShown = false;
  /** What had the focus before. */
  let opener: HTMLElement | null = null;
  /** There is something new since it was drawn. */
  let isStale = false;
  let isOver = false;
  /** What was said on the last page is to stand there in the first frame: nothing is drawn before it can. */
  let awaited = Boolean(memory.recall("said"));
  let source = memory.recall("source") as SourceBeingRead | null;
  if (source && typeof source.title !== "string") source = null;
  /** What was asked for before the chat had come. */
  const waiting: ((chat: Chat) => void)[] = [];

  let modal: true | undefined;

  const covers = () => bubble && (innerWidth < 600 || innerHeight < 480);

  /** Nothing is drawn while hidden. */
  function draw(): void {
    isStale = !isShown;
    if (isShown && !awaited) drawNow();
  }

  function setDraft(text: string): void {
    draft = text;
    memory.keepDraft(text);
    fitField(field.current);
    // What was made by hand stays as it was made but for this.
    if (chat) draw();
    else box.querySelector(".send")?.setAttribute("aria-disabled", `${!fits(text)}`);
  }

  function later(run: (chat: Chat) => void): void {
    if (chat) run(chat);
    else waiting.push(run);
  }

  /** Leaves what cannot be asked now where the visitor can send it. */
  function ask(text: string): void {
    later((chat) => {
      const sent = fits(text) && chat.send(text);
      if (sent ? text === draft : !draft) setDraft(sent ? "" : text);
    });
  }

  /** A phone's keyboard would lie over what is to be read: there the visitor asks for it. */
  function focusField(): void {
    if (matchMedia("(hover: none)").matches) (box.firstElementChild as HTMLElement | null)?.focus();
    else field.current?.focus();
  }

  function send(): void {
    if (fits(draft)) ask(draft);
    field.current?.focus();
  }

  function putDown(next: SourceBeingRead | null): void {
    source = next;
    memory.keep("source", next);
    draw();
    if (!next) focusField();
  }

  const launcher = frame.querySelector<HTMLElement>(".launcher");
  // The launcher has no words of its own language, but for the owner's.
  const called = mounting.strings && launcher && !launcher.textContent ? strings.log : (launcher?.ariaLabel ?? "");
  function call(isReady: boolean): void {
    if (!launcher) return;
    launcher.classList.toggle("ready", isReady);
    launcher.ariaLabel = isReady ? `${called}: ${strings.ready}` : called;
  }

  const desk: Desk = {
    mounting: {
      ...mounting,
      emit(event, detail) {
        // It came while nobody looked.
        if (event === "answer" && !isShown) call(true);
        mounting.emit(event, detail);
      },
    },
    memory,
    pristine,
    strings,
    box,
    region,
    field,
    face: () => face,
    meet(told) {
      face = parseFace(told, frame.lang);
      memory.keep("face", told);
      const { accent = "" } = face.theme;
      if (!options.accent && CSS.supports("color", accent)) frame.style.setProperty("--_accent", accent);
      draw();
    },
    draft: () => draft,
    setDraft,
    focusField,
    draw,
    handOver,
    putDown,
    covers,
  };

  function frameOf(view: View | undefined) {
    return (
      <Frame
        strings={strings}
        face={face}
        title={options.label || face?.name || strings.title}
        dialog={bubble}
        modal={modal}
        view={view}
        source={source}
        draft={draft}
        field={field}
        onAsk={ask}
        onDraft={setDraft}
        onSend={send}
        onStop={() => later((chat) => chat.stop())}
        onList={() => later((chat) => chat.list())}
        onUp={() => putDown(null)}
        onClose={mounting.close}
      />
    );
  }

  function drawNow(): void {
    isStale = false;
    frame.classList.toggle("down", Boolean(source));
    const view = chat?.view();
    modal = covers() || undefined;
    if (chat) chat.render(frameOf(view), box);
    else place(box, frameOf(view));
    const scroller = box.querySelector<HTMLElement>(".messages[part]");
    if (scroller) view?.drawn(scroller);
    const typed = field.current;
    if (!typed || typed.value === draft) return;
    typed.value = draft;
    fitField(typed);
  }

  /** True where the key has done its work. */
  function press(event: KeyboardEvent): boolean {
    // Enter that picks a word in an input method is not the visitor's Enter.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !composing && root.activeElement === field.current) {
      send();
      return true;
    }
    if (event.key === "Escape" && !composing) {
      if (!chat?.escape()) {
        // A part of the page has nothing to close, and the page may have.
        if (!bubble) return false;
        mounting.close();
      }
      return true;
    }
    if (event.key !== "Tab" || !covers() || source) return false;
    const stops = box.querySelectorAll<HTMLElement>("button, a, textarea, input, [tabindex='0']");
    const ends = [stops[0], stops[stops.length - 1]];
    if (event.shiftKey) ends.reverse();
    if (root.activeElement !== ends[1]) return false;
    ends[0]?.focus();
    return true;
  }

  call(false);
  const stops: (() => void)[] = [followTheme(frame, options, () => face)];
  function listen(target: EventTarget, name: string, run: (event: Event) => void, capture = false): void {
    const how = { capture, passive: name !== "keydown" };
    target.addEventListener(name, run, how);
    stops.push(() => target.removeEventListener(name, run, how));
  }
  // The page's shortcuts, focus traps and scrolling of its own have no business with what is done in here. Before
  // the page's own listeners, where it listens on the document while the event is still on its way down.
  for (const name of ["keydown", "keyup", "keypress", "focusin", "focusout"])
    listen(
      window,
      name,
      (event) => {
        if (event.target !== root.host) return;
        if (name === "keydown" && press(event as KeyboardEvent)) event.preventDefault();
        event.stopImmediatePropagation();
      },
      true,
    );
  for (const name of ["paste", "wheel", "touchmove"]) listen(root, name, (event) => event.stopPropagation());
  // A phone's keyboard lies over the page and leaves its size alone. Whoever zooms in moves about in the panel as it is.
  const seen = visualViewport;
  const fit = () => {
    // Whether it covers the page may have changed.
    draw();
    const set = (name: string, value: number) => frame.style.setProperty(name, seen!.scale > 1 ? "" : `${value}px`);
    set("--_height", seen!.height);
    set("--_top", seen!.offsetTop);
  };
  if (seen) for (const name of ["resize", "scroll"]) listen(seen, name, fit);

  // A part of the page was not asked for: it calls nobody until the visitor turns to it.
  let turned = options.mode !== "inline" || options.open !== undefined;
  const turn = () => {
    if (!turned) later((chat) => chat.begin());
    turned = true;
  };
  for (const touch of ["focus", "pointerdown"]) listen(frame, touch, turn, true);

  async function meetChat(): Promise<void> {
    try {
      const made = await (await mounting.chat).bring(kit).createChat(desk);
      if (isOver) return made.destroy();
      // Preact takes over what was made by hand, as it was made, and changes it from there.
      if (!awaited) made.render(frameOf(undefined), box);
      chat = made;
    } finally {
      awaited = false;
    }
    for (const run of waiting.splice(0)) run(chat);
    isStale = true;
    draw();
  }

  /** All beside an open modal dialog is inert: the widget goes in there, and comes out with its end. */
  function join(): void {
    const modal = [...page.querySelectorAll<HTMLElement>("dialog:modal")].pop();
    if (!modal || !bubble || modal.contains(root.host)) return;
    modal.append(root.host);
    modal.addEventListener("close", () => page.body.append(root.host), { once: true });
    try {
      // What is moved leaves the top layer, and nothing in it could take the focus.
      frame.showPopover();
    } catch {}
  }

  // Once ahead, and laid out with the next frame: opening then only has to show it.
  if (!awaited) drawNow();
  // That the file does not come is told by the launcher, which has asked for it.
  meetChat().catch(() => {});
  return {
    show(focus) {
      isShown = true;
      opener = page.activeElement as HTMLElement | null;
      join();
      call(false);
      box.className = "box";
      box.hidden = false;
      if (isStale) draw();
      if (focus) focusField();
      if (turned || focus) later((chat) => chat.begin());
    },
    hide() {
      const isInside = root.activeElement;
      isShown = false;
      source = null;
      memory.keep("source", null);
      frame.classList.remove("down");
      // No longer laid out: what moves in it must not move on for nobody.
      box.hidden = true;
      // Focus goes back where it came from, unless the visitor has already moved on. What has gone takes none.
      if (!isInside) return;
      launcher?.focus();
      opener?.focus();
    },
    ask,
    identify: (getToken) => later((chat) => chat.identify(getToken, isShown)),
    reset() {
      setDraft("");
      later((chat) => chat.reset());
    },
    destroy() {
      isOver = true;
      for (const stop of stops) stop();
      chat?.destroy();
      pristine.release();
      box.remove();
      region.remove();
      return undefined;
    },
  };
}
