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
  let realm: Realm = window;
  let frame: HTMLIFrameElement | undefined;
  if (!isIntact()) {
    try {
      frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "";
      within.appendChild(frame);
      realm = (frame.contentWindow as unknown as Realm | null) ?? window;
    } catch {
      // No frame to be had: the page's own are all there is.
    }
  }
  const { fetch, JSON } = realm;
  return {
    fetch: (input, init) => fetch.call(realm as never, input, init),
    // Called on its own object: a `bind` may be patched as well.
    parse: (text) => JSON.parse(text),
    stringify: (value) => JSON.stringify(value),
    release: () => frame?.remove(),
  };
}
