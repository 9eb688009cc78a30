/**
 * The hosted page, for sites that cannot run scripts: a link to `/chat/#vrp_…`. The publishable key stands
 * in the fragment, which is never sent to a server; `?lang=` chooses the words.
 */

function open(): void {
  const [key = "", query = ""] = location.hash.slice(1).split("?");
  const main = document.querySelector("main")!;
  main.replaceChildren();
  if (!/^vrp_[\w-]+$/.test(key)) {
    const hint = document.createElement("p");
    hint.textContent = "This address is not complete: it ends in # and the bot’s publishable key, as in /chat/#vrp_…";
    main.append(hint);
    return;
  }
  const asked = new URLSearchParams(query || location.search);
  document.documentElement.lang = asked.get("lang") ?? (navigator.language || "en");
  const chat = document.createElement("vegarag-chat");
  chat.setAttribute("mode", "page");
  chat.setAttribute("key", key);
  chat.setAttribute("theme", "auto");
  // It is the chat's own.
  chat.setAttribute("page", "off");
  main.append(chat);
}

addEventListener("hashchange", open);
open();
