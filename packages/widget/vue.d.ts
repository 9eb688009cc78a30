import type { DefineComponent } from "vue";
import type { WidgetOptions } from "./index.d.ts";

/** The chat on every page that shows this component. */
export const VegaRAGWidget: DefineComponent<{ options: WidgetOptions }>;
