// The floor of the widget benchmark: a button, an input when it is clicked, and answers as they come, as plain text.
const button = document.createElement("button");
button.id = "floor";
button.textContent = "Chat";
button.style.cssText = "position:fixed;right:20px;bottom:20px;width:56px;height:56px";
button.onclick = () => {
  const label = document.createElement("label");
  const input = document.createElement("textarea");
  input.id = "floor-input";
  input.onkeydown = async (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const answer = document.createElement("p");
    document.querySelector("main").append(answer);
    const { body } = await fetch("/answer", { method: "POST", body: input.value });
    for await (const text of body.pipeThrough(new TextDecoderStream())) answer.append(text);
  };
  label.append("Question ", input);
  document.querySelector("main").append(label);
  input.focus();
};
document.querySelector("main").append(button);
