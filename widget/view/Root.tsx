/**
 * The panel's first file at work: draws the frame, shows and hides it, and hands over to the chat as soon as that
 * has come.
 */

import { kit } from "../kit.ts";
import type { Chat, Desk, Mounting, PanelHandle, View } from "../handshake.ts";
import type { Pristine } from "../transport/pristine.ts";
import { fitField, fits } from "./Composer.tsx";
import { createDesk } from "./desk.ts";
import { Frame } from "./Frame.tsx";
import { place } from "./jsx.ts";
import { createListening, followViewport, joinDialog, keepApart, meaningOf, wrapFocus } from "./page-side.ts";
import type { Strings } from "./strings.ts";
import { followTheme } from "./theme.ts";

/**
 * @param laterStrings of the later files, where they are not English
 * @param snippet what the page says of the bot, where nothing is remembered
 */
export function createRoot(
  mounting: Mounting,
  pristine: Pristine,
  strings: Strings,
  laterStrings: Desk["laterStrings"],
  snippet: unknown,
): PanelHandle {
  const { frame, root, options, bubble } = mounting;
  let chat: Chat | undefined;
  let isShown = false;
  /** What had the focus before. */
  let opener: HTMLElement | null = null;
  /** There is something new since it was drawn. */
  let isStale = false;
  let isOver = false;
  let modal: true | undefined;
  /** What was asked for before the chat had come. */
  const waiting: ((chat: Chat) => void)[] = [];
  const desk = createDesk(mounting, pristine, strings, {
    laterStrings,
    snippet,
    draw,
    onDraft,
    isShown: () => isShown,
  });
  const { memory, box, field, setDraft, focusField, covers, putDown } = desk;
  /** What was said on the last page is to stand there in the first frame: nothing is drawn before it can. */
  let awaited = Boolean(memory.recall("said"));

  /** Nothing is drawn while hidden. */
  function draw(): void {
    isStale = !isShown;
    if (isShown && !awaited) drawNow();
  }

  function onDraft(): void {
    // What was made by hand stays as it was made but for this.
    if (chat) draw();
    else box.querySelector(".send")?.setAttribute("aria-disabled", `${!fits(desk.draft())}`);
  }

  function later(run: (chat: Chat) => void): void {
    if (chat) run(chat);
    else waiting.push(run);
  }

  /** Leaves what cannot be asked now where the visitor can send it. */
  function ask(text: string): void {
    later((chat) => {
      const sent = fits(text) && chat.send(text);
      if (sent ? text === desk.draft() : !desk.draft()) setDraft(sent ? "" : text);
    });
  }

  /** The row that was pressed goes, and the focus must not go with it. */
  function askSuggested(text: string): void {
    focusField();
    ask(text);
  }

  function send(): void {
    if (fits(desk.draft())) ask(desk.draft());
    field.current?.focus();
  }

  function frameOf(view: View | undefined) {
    const face = desk.face();
    return (
      <Frame
        strings={strings}
        face={face}
        title={options.label || face?.name || strings.title}
        dialog={bubble}
        modal={modal}
        view={view}
        source={desk.source()}
        draft={desk.draft()}
        field={field}
        onAsk={askSuggested}
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
    frame.classList.toggle("down", Boolean(desk.source()));
    const view = chat?.view();
    modal = covers() || undefined;
    if (chat) chat.render(frameOf(view), box);
    else place(box, frameOf(view));
    const scroller = box.querySelector<HTMLElement>(".messages[part]");
    if (scroller) view?.drawn(scroller);
    const typed = field.current;
    if (!typed || typed.value === desk.draft()) return;
    typed.value = desk.draft();
    fitField(typed);
  }

  /** True where the key has done its work. */
  function press(event: KeyboardEvent): boolean {
    const meaning = meaningOf(event, root.activeElement === field.current);
    if (meaning === "tab") return covers() && !desk.source() && wrapFocus(box, root, event.shiftKey);
    if (meaning === "send") send();
    if (meaning === "escape" && !chat?.escape()) {
      // A part of the page has nothing to close, and the page may have.
      if (!bubble) return false;
      mounting.close();
    }
    return Boolean(meaning);
  }

  desk.call(false);
  const listening = createListening();
  listening.stops.push(followTheme(frame, options, desk.face));
  keepApart(root, listening, press);
  followViewport(frame, listening, draw);

  // A part of the page was not asked for: it calls nobody until the visitor turns to it.
  let turned = options.mode !== "inline" || options.open !== undefined;
  const turn = () => {
    if (!turned) later((chat) => chat.begin());
    turned = true;
  };
  for (const touch of ["focus", "pointerdown"]) listening.listen(frame, touch, turn, true);

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

  // Once ahead, and laid out with the next frame: opening then only has to show it.
  if (!awaited) drawNow();
  // That the file does not come is told by the launcher, which has asked for it.
  meetChat().catch(() => {});
  return {
    show(focus) {
      isShown = true;
      opener = document.activeElement as HTMLElement | null;
      if (bubble) joinDialog(root.host, frame);
      desk.call(false);
      box.className = "box";
      box.hidden = false;
      if (isStale) draw();
      if (focus) focusField();
      if (turned || focus) later((chat) => chat.begin());
    },
    hide() {
      const isInside = root.activeElement;
      isShown = false;
      desk.leaveSource();
      frame.classList.remove("down");
      // No longer laid out: what moves in it must not move on for nobody.
      box.hidden = true;
      // Focus goes back where it came from, unless the visitor has already moved on. What has gone takes none.
      if (!isInside) return;
      frame.querySelector<HTMLElement>(".launcher")?.focus();
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
      for (const stop of listening.stops) stop();
      chat?.destroy();
      pristine.release();
      box.remove();
      desk.region.remove();
      return undefined;
    },
  };
}
