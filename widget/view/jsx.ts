/**
 * What JSX of the panel is made with. Until Preact has come with the second file, elements are made at once and
 * never again; then Preact takes over the very same elements, with what is typed and the focus in them.
 */

import type { ComponentType, FunctionComponent, h as preactH, VNode } from "preact";

type Props = Record<string, unknown> & { children?: unknown };

/** Ends the listeners of what was made by hand: Preact brings its own for the same elements. */
let life = new AbortController();

function append(parent: Node, child: unknown): void {
  if (Array.isArray(child)) for (let at = 0; at < child.length; at++) append(parent, child[at]);
  else if (child instanceof Node) parent.appendChild(child);
  else if (child !== undefined && child !== null && typeof child !== "boolean")
    parent.appendChild(document.createTextNode(`${child as string}`));
}

function set(element: Element, name: string, value: unknown): void {
  if (name === "ref") (value as { current: Element }).current = element;
  else if (typeof value === "function")
    element.addEventListener(name.slice(2).toLowerCase(), value as EventListener, { signal: life.signal });
  else if (name === "defaultValue") (element as HTMLTextAreaElement).defaultValue = value as string;
  // As Preact does it: what is off is left out, but for ARIA's own "false".
  else if (value !== undefined && value !== null && (value !== false || name[4] === "-"))
    element.setAttribute(name, value === true && name[4] !== "-" ? "" : `${value as string}`);
}

function make(type: string | FunctionComponent, props: Props | null, ...children: unknown[]): unknown {
  if (typeof type === "function") return type({ ...props, children: children as never }) as unknown;
  const isDrawing = type === "svg" || type === "path" || type === "circle";
  const element = isDrawing
    ? document.createElementNS("http://www.w3.org/2000/svg", type)
    : document.createElement(type);
  for (const name of Object.keys(props ?? {})) if (name !== "key") set(element, name, props![name]);
  append(element, children);
  return element;
}

// A live binding: its importers make elements with its value of the moment.
export let h = make as unknown as typeof preactH;
export let Fragment = (({ children }) => children) as ComponentType;

/** From now on Preact makes them. */
export function handOver(real: typeof preactH, fragment: ComponentType): void {
  life.abort();
  h = real;
  Fragment = fragment;
}

/** Makes elements by hand again, in the place of what is there: after Preact has come there is no need. */
export function place(box: Element, made: VNode): void {
  box.textContent = "";
  // What Preact has made, for a widget that came after another one on the page, it draws itself in a moment.
  if ((made as unknown) instanceof Node) append(box, made);
}
