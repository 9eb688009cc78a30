/**
 * What the widget's benchmark looks at from inside a page, shadow roots included. Put into the page as text
 * (`../widget-visit.ts`), so it imports nothing; the page calls it `probe`.
 */

const seen = { tasks: [] as number[], shift: 0 };
const times = { clicked: 0, focused: 0 };
const drawing = { longest: 0, done: 0 };

function find(selector: string, root: Document | ShadowRoot = document): HTMLElement | undefined {
  const direct = root.querySelector<HTMLElement>(selector);
  if (direct) return direct;
  for (const { shadowRoot } of root.querySelectorAll("*")) {
    const inner = shadowRoot && find(selector, shadowRoot);
    if (inner) return inner;
  }
  return undefined;
}

function listRoots(root: Document | ShadowRoot): (Document | ShadowRoot)[] {
  const inner = [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  return [root, ...inner.flatMap(listRoots)];
}

function hasFocus({ activeElement }: Document | ShadowRoot): boolean {
  if (activeElement?.shadowRoot) return hasFocus(activeElement.shadowRoot);
  return activeElement?.matches("input, textarea, [contenteditable]") ?? false;
}

const probe = {
  seen,
  times,
  frames: drawing,
  find,

  /** Notes long tasks and layout shifts from here on. */
  watch(): void {
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.tasks.push(duration);
    }).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) seen.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  },

  /** Milliseconds since navigation when the element is first drawn, looked for at every frame. */
  whenVisible(selector: string, limit: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const box = find(selector)?.getBoundingClientRect();
        if (box && box.width > 10 && box.height > 10) requestAnimationFrame(() => resolve(performance.now()));
        else if (performance.now() > limit) reject(new Error(`${selector} never showed`));
        else requestAnimationFrame(look);
      };
      look();
    });
  },

  /** Notes the first click, and the first time after it that a field has the focus. */
  watchClick(): void {
    const onClick = () => {
      if (times.clicked) return;
      times.clicked = performance.now();
      const note = () => {
        if (hasFocus(document)) times.focused ||= performance.now();
      };
      // Focus that moves inside a shadow tree is not told outside of it. Trees made later are seen with the next frame.
      for (const root of listRoots(document)) root.addEventListener("focusin", note, { capture: true });
      const look = () => {
        note();
        if (!times.focused) requestAnimationFrame(look);
      };
      look();
    };
    addEventListener("click", onClick, { capture: true });
  },

  /** Notes the longest gap between frames until the element is there, and when that is. */
  watchFrames(last: string): void {
    let before = performance.now();
    const look = (now: number) => {
      drawing.longest = Math.max(drawing.longest, now - before);
      before = now;
      if (find(last)) drawing.done = Date.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  },
};

Object.assign(window, { probe });
