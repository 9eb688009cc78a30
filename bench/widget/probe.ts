/**
 * What the widget's benchmark looks at from inside a page, shadow roots included. Put into the page as text
 * (`visit.ts`), so it imports nothing; the page calls it `probe`.
 */

const seen = { tasks: [] as { start: number; ms: number }[], shift: 0, violations: [] as string[] };
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

function focused({ activeElement }: Document | ShadowRoot): Element | null {
  return activeElement?.shadowRoot ? focused(activeElement.shadowRoot) : activeElement;
}

const probe = {
  seen,
  times,
  frames: drawing,
  find,

  /** Notes long tasks and layout shifts from here on. */
  watch(): void {
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) seen.tasks.push({ start: startTime, ms: duration });
    }).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) seen.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    // One that is repeated counts once.
    addEventListener(
      "securitypolicyviolation",
      ({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample }) => {
        const violation = [effectiveDirective, blockedURI, sourceFile, lineNumber, sample].join(" ");
        if (!seen.violations.includes(violation)) seen.violations.push(violation);
      },
    );
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
        if (focused(document)?.matches("input, textarea, [contenteditable]")) times.focused ||= performance.now();
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

  /** Milliseconds from the click to the last byte of what was fetched from then until `end`. */
  waited(end: number): number {
    const ends = performance
      .getEntriesByType("resource")
      .map((entry) => (entry as PerformanceResourceTiming).responseEnd);
    return Math.max(
      0,
      ...ends.filter((time) => time > times.clicked && time <= end).map((time) => time - times.clicked),
    );
  },

  /** The addresses of all that was whole by then. */
  arrived(end: number): string[] {
    return performance
      .getEntriesByType("resource")
      .filter((entry) => (entry as PerformanceResourceTiming).responseEnd <= end)
      .map(({ name }) => name);
  },

  isFocused(selector: string): boolean {
    return Boolean(find(selector)?.contains(focused(document)));
  },

  /** Notes the longest gap between frames until the last word stands beside the focused field, and when that is. */
  watchFrames(lastWord: string, ended?: string): void {
    const root = focused(document)?.getRootNode();
    const home = root instanceof ShadowRoot ? root : document.body;
    let before = performance.now();
    const look = (now: number) => {
      drawing.longest = Math.max(drawing.longest, now - before);
      before = now;
      if (home.textContent?.includes(lastWord) && (!ended || find(ended))) drawing.done = Date.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  },
};

Object.assign(window, { probe });
