/**
 * `widget.js`: puts a widget on the page from the script tag or from `<vegarag-chat>`, keeps it there when
 * a framework replaces what is around it, and takes the calls that were queued before it came. Runs on
 * pages we know nothing about.
 */

import { attempt, createElement, createWidget, type Host, page, perhaps } from "./launcher.ts";
import { ATTRIBUTES, parseOptions } from "./options.ts";
import type { QueuedCall, VegaRAGElement } from "../packages/widget/widget.d.ts";

const TAG = "vegarag-chat";
/**
 * This script. `<img name="currentScript">` takes the place of `document.currentScript`, as any named image, form, frame
 * or embed does, and a stranger's markup would decide where code and tokens come from: the prototype is asked.
 */
const script = (Reflect.get(Document.prototype, "currentScript", page) ??
  page.querySelector('script[src*="widget.js"]')) as HTMLScriptElement;
/** `…/widget/`, from `…/widget.js` and from the versioned `…/widget/vegarag-1.2.3.js` alike. */
const base = script.src.replace(/widget(\/[^/]*)?\.js.*/, "widget/");

/** What a script has set. An element with this id or name makes a global as well, which is not the window's own. */
const published = () => (Object.hasOwn(window, "VegaRAG") ? window.VegaRAG : undefined);

function connect(host: Host): void {
  if (!host.place) {
    createWidget(host, () => parseOptions(host, script.nonce), base);
    const earlier = published();
    if (!earlier?.open) {
      window.VegaRAG = host as VegaRAGElement;
      for (const call of (earlier?.q ?? []) as QueuedCall[]) attempt(host.q!.push, call as never);
    }
  }
  // A call of the queue may have destroyed it already.
  host.place?.();
}

function disconnect(host: Host): void {
  // Moving an element takes it out and puts it back: look again when the page has finished.
  setTimeout(() => {
    if (host.isConnected) return;
    const home = host.home?.();
    if (home?.isConnected) home.append(host);
    else host.destroy?.();
  });
}

let waiting = 0;
function start(): void {
  const options = parseOptions(script);
  const { mode, target } = options;
  // A bare script tag only defines the element. Where there is none, something has taken the attributes away.
  if (!(options.key || options["token-url"] || options.token || mode)) {
    if (!page.querySelector(TAG)) console.warn("VegaRAG: no data-key on the script tag");
    return;
  }
  // Asked for anew each time: the page may have put another body in the place of the one that was swept away.
  const find = () => (mode !== "inline" ? page.body : target ? page.querySelector(target) : script.parentElement);
  // No selector at all: there is no such element, and the page hears of it as of any other.
  const home = perhaps(find);
  if (!home) {
    if (!waiting++) console.error(`VegaRAG: no data-target ${target}`);
    // Frameworks draw after the page has loaded: as long as the script tag stands, its target may yet come.
    if (script.isConnected) setTimeout(start, 500);
    return;
  }
  const made: Host = createElement(TAG, options);
  made.home = find;
  home.append(made);
  // Where the page has taken custom elements away, the element still works, it just is not watched.
  if (!made.shadowRoot) connect(made);
}

// A second script tag on the same page changes nothing.
if (!published()?.open) {
  // Defined by an earlier run of this script, before `destroy()`, it is served by that one.
  perhaps(() =>
    customElements.define(
      TAG,
      class extends HTMLElement {
        static observedAttributes = ATTRIBUTES;
        connectedCallback() {
          connect(this);
        }
        disconnectedCallback() {
          disconnect(this);
        }
        attributeChangedCallback() {
          (this as Host).place?.(true);
        }
      },
    ),
  );
  if (page.readyState === "loading") page.addEventListener("DOMContentLoaded", start);
  else start();
}
