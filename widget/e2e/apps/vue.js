import { createApp, h, ref } from "vue";
import { VegaRAGWidget } from "../../../packages/widget/vue.js";

const page = ref("one");
createApp({
  render: () => [
    h("button", { id: "go", onClick: () => (page.value = page.value === "one" ? "two" : "none") }, page.value),
    page.value === "none"
      ? null
      : h(VegaRAGWidget, {
          key: page.value,
          options: { server: new URL(import.meta.url).origin, publishableKey: "vrp_test" },
        }),
  ],
}).mount("#app");
