// The floor of the widget benchmark: a button, and an input when it is clicked.
const button = document.createElement("button");
button.id = "floor";
button.textContent = "Chat";
button.style.cssText = "position:fixed;right:20px;bottom:20px;width:56px;height:56px";
button.onclick = () => {
  const input = document.createElement("textarea");
  input.id = "floor-input";
  document.body.append(input);
  input.focus();
};
document.body.append(button);
