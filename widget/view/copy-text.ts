/** Puts text on the clipboard, also on pages that may not use the clipboard API. */

import type { Turn } from "../store/state.ts";

/** An answer as it is copied: its numbers mean something only with the list of what they name. */
export function withSources({ text, sources }: Turn): string {
  let list = "";
  for (const { id, title, url } of sources) list += `\n[${id}] ${title}${url ? `: ${url}` : ""}`;
  return list ? `${text}\n${list}` : text;
}

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
