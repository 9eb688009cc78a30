/**
 * Where the page ends and the panel begins: keys and focus that belong to the one and not to the other, the part of
 * the window that a phone's keyboard leaves, and an open modal dialog, beside which nothing is alive.
 */

/** Calls back for each, until all of them end at once. */
export interface Listening {
  listen: (target: EventTarget, name: string, run: (event: Event) => void, capture?: boolean) => void;
  /** Runs with the end. */
  stops: (() => void)[];
}

export function createListening(): Listening {
  const stops: (() => void)[] = [];
  return {
    stops,
    listen(target, name, run, capture = false) {
      const how = { capture, passive: name !== "keydown" };
      target.addEventListener(name, run, how);
      stops.push(() => target.removeEventListener(name, run, how));
    },
  };
}

/**
 * The page's shortcuts, focus traps and scrolling of its own have no business with what is done in here. Before
 * the page's own listeners, where it listens on the document while the event is still on its way down.
 *
 * @param press true where the key has done its work
 */
export function keepApart(root: ShadowRoot, { listen }: Listening, press: (event: KeyboardEvent) => boolean): void {
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
}

/** What a key means in the panel. Enter that picks a word in an input method is not the visitor's Enter. */
export function meaningOf(
  event: Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">,
  isInField: boolean,
): "send" | "escape" | "tab" | "" {
  if (event.key === "Tab") return "tab";
  if (event.isComposing || event.keyCode === 229) return "";
  if (event.key === "Escape") return "escape";
  return event.key === "Enter" && !event.shiftKey && isInField ? "send" : "";
}

/** What covers the page keeps the focus: from its last stop on to its first, and back. @returns whether it was moved */
export function wrapFocus(box: HTMLElement, root: ShadowRoot, isBack: boolean): boolean {
  const stops = box.querySelectorAll<HTMLElement>("button, a, textarea, input, [tabindex='0']");
  const ends = [stops[0], stops[stops.length - 1]];
  if (isBack) ends.reverse();
  if (root.activeElement !== ends[1]) return false;
  ends[0]?.focus();
  return true;
}

/** A phone's keyboard lies over the page and leaves its size alone. A visitor who zooms in moves about in the panel as it is. */
export function followViewport(frame: HTMLElement, { listen }: Listening, onChange: () => void): void {
  const seen = visualViewport;
  if (!seen) return;
  const set = (name: string, value: number) => frame.style.setProperty(name, seen.scale > 1 ? "" : `${value}px`);
  for (const name of ["resize", "scroll"])
    listen(seen, name, () => {
      // Whether it covers the page may have changed.
      onChange();
      set("--_height", seen.height);
      set("--_top", seen.offsetTop);
    });
}

/** All beside an open modal dialog is inert: the widget goes in there, and comes out with its end. */
export function joinDialog(host: Element, frame: HTMLElement): void {
  const modal = [...document.querySelectorAll<HTMLElement>("dialog:modal")].pop();
  if (!modal || modal.contains(host)) return;
  modal.append(host);
  modal.addEventListener("close", () => document.body.append(host), { once: true });
  try {
    // What is moved leaves the top layer, and nothing in it could take the focus.
    frame.showPopover();
  } catch {}
}
