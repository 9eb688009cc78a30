// The buttons at the top of the first page: each asks its question in the chat.
for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", () => {
    window.VegaRAG ||= { q: [] };
    if (window.VegaRAG.ask) window.VegaRAG.ask(button.textContent);
    else window.VegaRAG.q.push(["ask", button.textContent]);
  });
}
