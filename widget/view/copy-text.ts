/** Puts text on the clipboard, also on pages that may not use the clipboard API. */

/** @param box an element of ours that is shown, for the old way. @returns whether it is on the clipboard */
export async function copyText(text: string, box: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No permission, or not a secure page: the old way needs a field to copy from.
    const source = document.createElement("textarea");
    source.value = text;
    box.append(source);
    source.select();
    const done = document.execCommand("copy");
    source.remove();
    return done;
  }
}
