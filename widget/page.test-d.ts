/** The lines of `docs/widget.md` as a page in TypeScript would write them. Compiled, not run. */

import "../packages/widget/widget.d.ts";

window.VegaRAG = window.VegaRAG || { q: [] };
window.VegaRAG.q.push(["on", "answer", ({ text, answered }) => console.log(answered, text)]);
window.VegaRAG.q.push(["identify", () => fetch("/api/chat-token").then((r) => r.text())]);
window.VegaRAG.q.push((api) => api.open());
// @ts-expect-error: no such event
window.VegaRAG.q.push(["on", "nothing", () => {}]);
// @ts-expect-error: a question is text
window.VegaRAG.q.push(["ask", 5]);

VegaRAG?.q.push(["open"]);
// What cleans up does not know whether the script has come.
window.VegaRAG?.destroy?.();
const off: (() => void) | undefined = VegaRAG?.on?.("citation-click", ({ quote }) => console.log(quote?.length));
off?.();

const chat = document.createElement("vegarag-chat");
chat.on("problem", ({ slug }) => console.log(slug.length));
chat.ask("Which mount?");
