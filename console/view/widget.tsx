/** The real widget, as visitors meet it. */

import { useEffect } from "preact/hooks";

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "vegarag-chat": Record<string, unknown>;
    }
  }
}

interface Props {
  publishableKey: string;
  /** What `GET /v1/embed-config` would answer. */
  face: object;
  mode: "inline" | "bubble";
  theme?: "light" | "dark" | undefined;
  offset?: string;
}

/** Nothing of it asks the API before somebody turns to it. */
export function Widget({ publishableKey, face, mode, theme, offset }: Props) {
  useEffect(loadWidget, []);
  const json = JSON.stringify(face);
  return (
    <vegarag-chat
      // It keeps what it has once begun with: another face is another widget.
      key={json}
      data-key={publishableKey}
      data-face={json}
      data-mode={mode}
      data-theme={theme}
      data-offset={offset}
    />
  );
}

/** The script stands in the page's HTML as a template: a policy with Trusted Types lets no script make another. */
function loadWidget(): void {
  if (customElements.get("vegarag-chat")) return;
  const { content } = document.getElementById("widget") as HTMLTemplateElement;
  document.head.append(document.importNode(content, true));
}
