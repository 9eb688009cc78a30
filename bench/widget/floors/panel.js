// The panel of the second floor: Preact and nothing else. Answers are plain text, drawn again with every piece.
import { h, render } from "preact";

export function open(home) {
  const panel = home.appendChild(document.createElement("div"));
  let text = "";
  async function ask(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const { body } = await fetch("/answer", { method: "POST", body: event.target.value });
    for await (const piece of body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      draw();
    }
  }
  const draw = () =>
    render(
      [h("label", {}, "Question ", h("textarea", { id: "floor-input", onKeyDown: ask })), h("p", {}, text)],
      panel,
    );
  draw();
  document.querySelector("#floor-input").focus();
}
