import type { WidgetOptions } from "./index.d.ts";

/** The chat on every page that shows this component. */
export function VegaRAGWidget(options: WidgetOptions): null;
