/**
 * Where the conversation stands: a question that was just asked goes to the top and stays there, and the answer
 * grows below it. What was said before is shown at its end.
 */

import type { Turn } from "../store/state.ts";

export interface Scrolling {
  /** There is more below than is in sight. */
  away: () => boolean;
  toEnd: () => void;
  onScroll: () => void;
  drawn: (box: HTMLElement, turns: readonly Turn[]) => void;
}

/** @param onChange where `away` has changed */
export function createScrolling(onChange: () => void): Scrolling {
  let box: HTMLElement | undefined;
  let isAway = false;
  let asked: string | undefined;

  function onScroll(): void {
    const away = Boolean(box && box.scrollHeight - box.scrollTop - box.clientHeight > 40);
    if (away === isAway) return;
    isAway = away;
    onChange();
  }

  return {
    away: () => isAway,
    toEnd() {
      box?.scrollTo({ top: box.scrollHeight });
      box?.focus();
    },
    onScroll,
    drawn(drawn, turns) {
      const isNew = drawn !== box;
      box = drawn;
      let last = "";
      for (const { id, role } of turns) if (role === "user") last = id;
      if (last === asked && !isNew) return;
      asked = last;
      const group = box.querySelector<HTMLElement>(".round:last-of-type");
      // The last question's own group is as high as the box: its end is the question's place at the top.
      if (group) box.scrollTop = isNew ? box.scrollHeight : group.offsetTop - 20;
    },
  };
}
