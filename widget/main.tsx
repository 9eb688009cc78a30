/**
 * The panel's first file: what it takes to see the chat and to type.
 */

import tokens from "../ui/tokens.css?inline";
import type { Mount } from "./handshake.ts";
import css from "./panel.css?inline";
import { takePristine } from "./transport/pristine.ts";
import { addStyles } from "./view/add-styles.ts";
import { createRoot } from "./view/Root.tsx";
import { ENGLISH } from "./view/strings.ts";

export const mount: Mount = (mounting) => {
  const { options, root } = mounting;
  addStyles(root, tokens + css);
  const pristine = takePristine(root);

  /** JSON that the owner has put into the page. */
  function given(name: "strings" | "face"): unknown {
    try {
      return pristine.parse(options[name] || "null");
    } catch {
      console.error(`VegaRAG: data-${name} is not JSON`);
      return undefined;
    }
  }

  /** What the later files say, in the panel's language: asked for while the second is on its way. */
  async function laterWords(): Promise<object | undefined> {
    // Where the first words have not come it is all English.
    if (!mounting.strings) return undefined;
    try {
      const url = import.meta.url.replace(/panel-([^/]*)\.js/, `chat-${mounting.frame.lang}-$1.json`);
      return pristine.parse(await (await pristine.fetch(url)).text()) as object;
    } catch {
      return undefined;
    }
  }

  const own = given("strings") as object;
  const words = { ...ENGLISH, ...mounting.strings, ...own };
  return createRoot(mounting, pristine, words, laterWords(), given("face"));
};
