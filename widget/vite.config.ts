/** `vite build -c widget/vite.config.ts`: hands over to `build.ts`, which makes one file per step. */

import { defineConfig } from "vite";
import { buildWidget } from "./build.ts";

export default defineConfig({
  builder: {
    async buildApp({ environments }) {
      for (const file of await buildWidget()) console.log(`dist/assets/${file}`);
      // Nothing is left for Vite's own build of an index.html.
      for (const environment of Object.values(environments)) environment.isBuilt = true;
    },
  },
});
