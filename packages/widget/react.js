import { useEffect } from "react";
import { mountWidget } from "./index.js";

/** The chat on every page that shows this component. Draws nothing itself, so that there is nothing to hydrate. */
export function VegaRAGWidget(options) {
  const key = JSON.stringify(options);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the text of the options is what they are
  useEffect(() => mountWidget(JSON.parse(key)), [key]);
  return null;
}
