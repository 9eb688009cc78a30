/** `vite build -c widget/vite.config.ts`: hands over to `build.ts` of the widget, which makes one file per step, and of the console. */

import { defineConfig } from "vite";
import { buildConsole } from "../console/build.ts";
import { buildWidget, OUT } from "./build.ts";

export default defineConfig({
  builder: {
    async buildApp({ environments }) {
      const files = [...(await buildWidget()), ...(await buildConsole(OUT))];
      for (const file of files) console.log(`dist/assets/${file}`);
      // Nothing is left for Vite's own build of an index.html.
      for (const environment of Object.values(environments)) environment.isBuilt = true;
    },
  },
});
