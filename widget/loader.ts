/**
 * `widget.js`: puts a widget on the page from the script tag or from `<vegarag-chat>`, keeps it there when
 * a framework replaces what is around it, and takes the calls that were queued before it came. Runs on
 * pages we know nothing about.
 */

import { attempt, createWidget, page, type Widget } from "./launcher.ts";
import { type Options, parseOptions } from "./options.ts";
import type { QueuedCall, VegaRAG, VegaRAGQueue } from "./vegarag.d.ts";

const TAG = "vegarag-chat";
const script = (page.currentScript ?? page.querySelector('[src*="widget.js"]')) as HTMLScriptElement;
/** The deployment: `…/widget.js` and the versioned `…/widget/vegarag-1.2.3.js` both stand under it. */
const base = script.src.replace(/widget(\/[^/]*)?\.js.*/, "");
const earlier = (window.VegaRAG ?? {}) as Partial<VegaRAG & VegaRAGQueue>;
const widgets = new WeakMap<Element, Widget>();
/** The element that the script made, and where: it comes back when the page sweeps it away. */
let made: HTMLElement | undefined;
let home: Element | null;
let ours: Options;

/** The widget as the page calls it, with the queue that goes on taking calls. */
function publish(host: HTMLElement): Widget {
  const widget = createWidget(host, host === made ? ours : parseOptions(host, script.nonce), base);
  const push = (call: QueuedCall | ((api: VegaRAG) => void)) => {
    if (typeof call === "function") call(api);
    else (api[call[0]] as (...input: unknown[]) => void)(...call.slice(1));
  };
  const api = {
    ...widget,
    q: { push },
    destroy() {
      made = undefined;
      widgets.delete(host);
      widget.destroy();
      if (window.VegaRAG === api) delete window.VegaRAG;
    },
  };
  widgets.set(host, Object.assign(host, api));
  if (!(window.VegaRAG as Partial<VegaRAG> | undefined)?.open) {
    window.VegaRAG = api;
    for (const call of earlier.q ?? []) attempt(push, call);
  }
  return api;
}

function connect(host: HTMLElement): void {
  (widgets.get(host) ?? publish(host)).place();
}

function disconnect(host: HTMLElement): void {
  // Moving an element takes it out and puts it back: look again when the page has finished.
  setTimeout(() => {
    if (host.isConnected) return;
    if (host === made && home!.isConnected) home!.append(host);
    else widgets.get(host)?.destroy();
  });
}

function start(): void {
  const { key, tokenUrl, token, mode, target } = (ours = parseOptions(script, script.nonce));
  // A bare script tag only defines the element.
  if (!key && !tokenUrl && !token && !mode) return;
  home = mode !== "inline" ? page.documentElement : target ? page.querySelector(target) : script.parentElement;
  if (!home) return console.error(`VegaRAG: no data-target ${target}`);
  made = page.createElement(TAG);
  home.append(made);
  // Where the page has taken custom elements away, the element still works, it just is not watched.
  if (!widgets.has(made)) connect(made);
}

// A second script tag on the same page changes nothing.
if (!earlier.open) {
  try {
    customElements.define(
      TAG,
      class extends HTMLElement {
        connectedCallback() {
          connect(this);
        }
        disconnectedCallback() {
          disconnect(this);
        }
      },
    );
  } catch {
    // Defined by an earlier run of this script, before `destroy()`: that one serves the new element.
  }
  if (page.readyState === "loading") page.addEventListener("DOMContentLoaded", start);
  else start();
}
