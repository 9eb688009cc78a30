import { defineComponent, onBeforeUnmount, onMounted } from "vue";
import { mountWidget } from "./index.js";

/** The chat on every page that shows this component. Draws nothing itself. */
export const VegaRAGWidget = defineComponent({
  name: "VegaRAGWidget",
  props: { options: { type: Object, required: true } },
  setup(props) {
    let unmount = () => {};
    onMounted(() => (unmount = mountWidget(props.options)));
    onBeforeUnmount(() => unmount());
    return () => null;
  },
});
