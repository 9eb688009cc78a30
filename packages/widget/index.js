/**
 * One widget on the page, whatever the navigation: the script is put there once, and taken away when nobody
 * wants it any more. Does nothing where there is no document, so that it can be imported on a server.
 */

let wanted = 0;
/** @type {HTMLScriptElement | undefined} */
let script;

/** @param {import("./index.d.ts").WidgetOptions} options @returns {() => void} */
export function mountWidget({ server, publishableKey: key, ...rest }) {
  if (typeof document === "undefined") return () => {};
  wanted++;
  if (!script) {
    script = document.createElement("script");
    script.src = `${server.replace(/\/$/, "")}/widget.js`;
    script.async = true;
    script.crossOrigin = "anonymous";
    for (const [name, value] of Object.entries({ ...rest, key }))
      if (value !== undefined && value !== false) script.dataset[name] = value === true ? "" : String(value);
    // After the body's own children: frameworks that take over the whole document leave what stands there.
    document.body.append(script);
  }
  let mounted = true;
  return () => {
    if (!mounted) return;
    mounted = false;
    wanted--;
    // Pages of a framework unmount before the next ones mount: only what is not wanted a moment later goes.
    setTimeout(() => {
      if (wanted > 0 || !script) return;
      script.remove();
      script = undefined;
      if (window.VegaRAG?.destroy) window.VegaRAG.destroy();
      // Where the script is not there yet, it goes again as soon as it comes.
      else (window.VegaRAG ??= { q: [] }).q.push(["destroy"]);
    });
  };
}

/** @param {(api: import("./index.d.ts").VegaRAG) => void} run with the widget, now or once it is there */
export function withWidget(run) {
  if (typeof window !== "undefined") (window.VegaRAG ??= { q: [] }).q.push(run);
}
