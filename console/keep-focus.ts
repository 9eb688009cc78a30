/** Where what had the focus is gone, what stood around it takes it: keys go on from there, and not from the top. */

export function keepFocus(root: HTMLElement): void {
  let held: Element | undefined;
  let around: HTMLElement[] = [];
  root.addEventListener("focusin", ({ target }) => {
    held = target as Element;
    around = [];
    for (let at = held.parentElement; at !== null; at = at.parentElement)
      if (at.matches("section, main")) around.push(at);
  });
  new MutationObserver(() => {
    if (held === undefined || held.isConnected || document.activeElement !== document.body) return;
    const place = around.find((element) => element.isConnected) ?? document.getElementById("main");
    if (place === null) return;
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }).observe(root, { childList: true, subtree: true });
}
