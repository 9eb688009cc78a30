/**
 * What outlives a page: the visitor handle, the conversation's id, the questions not sent yet, the draft, the
 * bot's public settings, and in this tab what was said last. Storage may be missing, full or throwing; then it
 * all lasts as long as the page.
 */

import { CLIENT_ID } from "../../shared/ids.ts";

export interface Kept {
  handle?: string;
  conversation?: string;
  /** Whose conversation it is, where the token names a visitor. */
  visitor?: string;
  /** Questions the server may not have: id → text, oldest first. */
  open?: Record<string, string>;
  /** The visitor has agreed to the notice before the first question. */
  agreed?: string;
  /** Changes whenever a question is sent, so that other tabs look again. */
  beat?: string;
}

export interface Memory {
  read: () => Kept;
  write: (fields: { [Name in keyof Kept]?: Kept[Name] | undefined }) => void;
  /** The draft is each tab's own, and falls back to the last one written on this device. */
  draft: () => string;
  keepDraft: (text: string) => void;
  /**
   * A thing of its own by name, as JSON: `face` is the device's, the others are this tab's. Anything may come
   * back: another version's, a script's.
   */
  recall: (name: Keepsake) => unknown;
  keep: (name: Keepsake, value: unknown) => void;
  /** Calls back when another tab wrote. @returns the way to stop */
  watch: (onChange: () => void) => () => void;
}

/** The bot's public settings; what was said last in which conversation; the source that is being read on the page. */
export type Keepsake = "face" | "said" | "source";

export interface Json {
  parse: (text: string) => unknown;
  stringify: (value: unknown) => string;
}

type Kind = "localStorage" | "sessionStorage";

export function createMemory(scope: string, json: Json, page: Window): Memory {
  const fallback = new Map<string, string>();

  function get(kind: Kind, key: string): string {
    try {
      // What could not be written is newer than what is there.
      return fallback.get(key) ?? page[kind].getItem(key) ?? "";
    } catch {
      return "";
    }
  }

  function set(kind: Kind, key: string, value: string): void {
    try {
      if (value) page[kind].setItem(key, value);
      else page[kind].removeItem(key);
      fallback.delete(key);
    } catch {
      // Full or forbidden: this page still remembers.
      fallback.set(key, value);
    }
  }

  function read(): Kept {
    const text = get("localStorage", scope);
    // Parsing it would throw, and an error is slow to make: browsers note in it where they were.
    if (!text) return {};
    try {
      const kept = json.parse(text) as Record<string, unknown>;
      const sound: Record<string, unknown> = {};
      // Anything may stand there: another version's, a script's, half of it.
      for (const name of Object.keys(kept)) if (typeof kept[name] === "string") sound[name] = kept[name];
      if (!CLIENT_ID.test(`${sound["conversation"]}`)) delete sound["conversation"];
      const open: Record<string, string> = (sound["open"] = {});
      const given = kept["open"] as Record<string, unknown>;
      if (typeof given === "object")
        for (const id of Object.keys(given))
          if (CLIENT_ID.test(id) && typeof given[id] === "string") open[id] = given[id];
      return sound;
    } catch {
      return {};
    }
  }

  const kindOf = (name: Keepsake): Kind => (name === "face" ? "localStorage" : "sessionStorage");
  const draftKey = `${scope}:draft`;
  return {
    read,
    write(fields) {
      set("localStorage", scope, json.stringify({ ...read(), ...fields }));
    },
    draft: () => get("sessionStorage", draftKey) || get("localStorage", draftKey),
    keepDraft(text) {
      set("sessionStorage", draftKey, text);
      set("localStorage", draftKey, text);
    },
    recall(name) {
      const text = get(kindOf(name), `${scope}:${name}`);
      try {
        return text ? json.parse(text) : undefined;
      } catch {
        return undefined;
      }
    },
    keep: (name, value) => set(kindOf(name), `${scope}:${name}`, value ? json.stringify(value) : ""),
    watch(onChange) {
      const listen = (event: StorageEvent) => {
        // None where all of the site's storage was cleared.
        if (event.key === scope || event.key === null) onChange();
      };
      page.addEventListener("storage", listen);
      return () => page.removeEventListener("storage", listen);
    },
  };
}
