/**
 * `fetch` and `JSON` as the browser made them. Pages wrap or replace them (old libraries give arrays a
 * `toJSON`, tools patch `fetch`); then they are taken from an empty frame, which has a set of its own.
 */

export interface Pristine {
  fetch: typeof fetch;
  parse: (text: string) => unknown;
  stringify: (value: unknown) => string;
  /** Takes the frame, if there is one, out of the page. */
  release: () => void;
}

type Realm = Pick<typeof globalThis, "fetch" | "JSON">;

function isNative(candidate: unknown): boolean {
  try {
    return typeof candidate === "function" && /\[native code\]/.test(Function.prototype.toString.call(candidate));
  } catch {
    return false;
  }
}

function isIntact(): boolean {
  const odd = Array.prototype as { toJSON?: unknown };
  const odder = Object.prototype as { toJSON?: unknown };
  return isNative(window.fetch) && isNative(JSON.parse) && isNative(JSON.stringify) && !odd.toJSON && !odder.toJSON;
}

export function takePristine(within: Node): Pristine {
  let frame: HTMLIFrameElement | undefined;
  if (!isIntact()) {
    try {
      frame = document.createElement("iframe");
      frame.hidden = true;
      within.appendChild(frame);
      // In a sandbox the frame is another origin's, and reading from it throws.
      void (frame.contentWindow as unknown as Realm).JSON;
    } catch {
      // No frame to be had: the page's own are all there is.
      frame = undefined;
    }
  }
  // Asked for anew each time: a frame that is moved with the page gets another window.
  const realm = () => (frame?.contentWindow ?? window) as unknown as Realm;
  return {
    fetch: (input, init) => realm().fetch(input, init),
    parse: (text) => realm().JSON.parse(text),
    stringify: (value) => encode(value, (text) => realm().JSON.stringify(text)),
    release: () => frame?.remove(),
  };
}

/** JSON of plain data. Only strings go through `JSON`: objects and arrays may have a `toJSON` of the page's. */
function encode(value: unknown, text: (value: string) => string): string {
  if (typeof value === "string") return text(value);
  if (typeof value !== "object" || !value) return `${value}`;
  const isArray = Array.isArray(value);
  let inner = "";
  for (const name in value) {
    const item = (value as Record<string, unknown>)[name];
    if (!Object.hasOwn(value, name) || item === undefined) continue;
    inner += `${inner && ","}${isArray ? "" : `${text(name)}:`}${encode(item, text)}`;
  }
  return isArray ? `[${inner}]` : `{${inner}}`;
}
