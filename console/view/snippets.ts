/** The widget's tag as each kind of site wants it. */

export interface Tag {
  /** Of the deployment. */
  origin: string;
  publishableKey: string;
  /** What the first visit is shown before anything is asked; undefined: nothing. */
  face: object | undefined;
}

export const KINDS = ["HTML", "React", "Vue", "WordPress", "Tag manager"] as const;
export type SnippetKind = (typeof KINDS)[number];

const ENTITIES: Record<string, string> = { "&": "&amp;", "'": "&#39;", "<": "&lt;", ">": "&gt;" };
/** Between single quotes. */
const attribute = (text: string): string => text.replace(/[&'<>]/g, (character) => ENTITIES[character]!);
/** A string of a script: also where that script stands in HTML. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[<>]/g, (sign) => (sign === "<" ? "\\u003c" : "\\u003e"));

function html({ origin, publishableKey, face }: Tag): string {
  const look = face === undefined ? "" : `\n  data-face='${attribute(JSON.stringify(face))}'`;
  return `<script src="${origin}/widget.js" data-key="${publishableKey}"${look} async></script>`;
}

/** Sets up `script`, which is there. */
function made({ origin, publishableKey, face }: Tag, indent: string): string {
  const lines = [`script.src = "${origin}/widget.js";`, `script.async = true;`];
  lines.push(`script.setAttribute("data-key", "${publishableKey}");`);
  if (face !== undefined) lines.push(`script.setAttribute("data-face", ${quoted(JSON.stringify(face))});`);
  return lines.map((line) => indent + line).join("\n");
}

const REMOVED = `if (window.VegaRAG?.destroy) window.VegaRAG.destroy();
    else (window.VegaRAG ??= { q: [] }).q.push(["destroy"]);
    script.remove();`;

export function snippetOf(kind: SnippetKind, tag: Tag): string {
  switch (kind) {
    case "HTML":
      return html(tag);
    case "React":
      return `import { useEffect } from "react";

export function Chat() {
  useEffect(() => {
    const script = document.createElement("script");
${made(tag, "    ")}
    document.body.append(script);
    return () => {
      ${REMOVED.replaceAll("\n", "\n  ")}
    };
  }, []);
  return null;
}`;
    case "Vue":
      return `<script setup>\nimport { onMounted, onUnmounted } from "vue";

let script;
onMounted(() => {
  script = document.createElement("script");
${made(tag, "  ")}
  document.body.append(script);
});
onUnmounted(() => {
  ${REMOVED.replaceAll("\n  ", "\n")}
});
</script>

<template></template>`;
    case "WordPress":
      return `// In functions.php of your theme, or in a plugin for code.
add_action('wp_footer', function () { ?>
${html(tag)}
<?php });`;
    case "Tag manager":
      return `<script>
  (function () {
    var script = document.createElement("script");
${made(tag, "    ")}
    document.body.appendChild(script);
  })();
</script>`;
  }
}
