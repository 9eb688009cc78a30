/**
 * `widget.js`: puts a widget on the page from the script tag or from `<vegarag-chat>`, keeps it there when
 * a framework replaces what is around it, and takes the calls that were queued before it came. Runs on
 * pages we know nothing about.
 */

import { createElement, createWidget, type Widget } from "./launcher.ts";
import { parseOptions } from "./options.ts";
import type { QueuedCall, VegaRAG, VegaRAGQueue } from "./vegarag.d.ts";

const TAG = "vegarag-chat";
const page = document;
const script = (page.currentScript ?? page.querySelector('script[src*="widget.js"]')) as HTMLScriptElement | null;
/** The deployment: `…/widget.js` and the versioned `…/widget/vegarag-1.2.3.js` both stand under it. */
const base = (script?.src ?? "").replace(/widget(\/[^/]*)?\.js([?#].*)?$/, "");
const earlier = window.VegaRAG as Partial<VegaRAG & VegaRAGQueue> | undefined;
const widgets = new WeakMap<Element, Widget>();
/** Destroyed ones stay out of the page; the rest of those the script made come back when swept away. */
let own: HTMLElement | undefined;

function publish(widget: Widget): void {
  const api = { ...widget } as VegaRAG & { q?: object };
  const run = (call: QueuedCall | ((api: VegaRAG) => void)) => {
    if (typeof call === "function") call(api);
    else (api[call[0]] as (...input: unknown[]) => void)(...call.slice(1));
  };
  api.q = { push: run };
  api.destroy = () => {
    own = undefined;
    widget.destroy();
    if (window.VegaRAG === api) delete window.VegaRAG;
  };
  try {
    window.VegaRAG = api;
  } catch {}
  for (const call of earlier?.q ?? []) {
    try {
      run(call);
    } catch (error) {
      console.error(error);
    }
  }
}

function connect(host: HTMLElement): void {
  let widget = widgets.get(host);
  if (!widget) {
    widget = createWidget(host, parseOptions(host), base);
    widgets.set(host, widget);
    Object.assign(host, widget);
    if (!(window.VegaRAG as Partial<VegaRAG> | undefined)?.open) publish(widget);
  }
  widget.place();
}

function disconnect(host: HTMLElement): void {
  // Moving an element takes it out and puts it back: look again when the page has finished.
  setTimeout(() => {
    if (host.isConnected) return;
    if (host === own && !host.dataset.target) page.documentElement.append(host);
    else widgets.get(host)?.destroy();
  });
}

function start(from: HTMLScriptElement): void {
  const host = createElement(TAG, {});
  for (const { name, value } of from.attributes) if (name.startsWith("data-")) host.setAttribute(name, value);
  const { mode, target } = parseOptions(host);
  let place: Element | null = page.documentElement;
  if (mode === "inline") {
    place = target ? page.querySelector(target) : from.parentElement;
    if (!place) return console.error(`VegaRAG: data-target="${target}" matches nothing in this page.`);
  }
  own = host;
  place.append(host);
  // Where the page has taken custom elements away, the element still works, it just is not watched.
  if (!widgets.has(host)) connect(host);
}

// A second script tag on the same page changes nothing.
if (!earlier?.open) {
  try {
    if (!customElements.get(TAG))
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
  } catch {}
  const { key, tokenUrl, token, mode } = script?.dataset ?? {};
  if (script && (key || tokenUrl || token || mode)) {
    if (page.readyState === "loading") page.addEventListener("DOMContentLoaded", () => start(script));
    else start(script);
  }
}
