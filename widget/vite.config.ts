/** `vite build -c widget/vite.config.ts`: hands over to `build.ts` of the widget, which makes one file per step, and of the console. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineConfig } from "vite";
import { buildConsole } from "../console/build.ts";
import { NOTICES, noticesOf } from "../scripts/build/notices.ts";
import { BUNDLED, buildWidget, OUT } from "./build.ts";

export default defineConfig({
  builder: {
    async buildApp({ environments }) {
      const files = [...(await buildWidget()), ...(await buildConsole(OUT, BUNDLED))];
      await writeFile(join(OUT, NOTICES), noticesOf(join(OUT, "../.."), BUNDLED));
      for (const file of files) console.log(`dist/assets/${file}`);
      // Nothing is left for Vite's own build of an index.html.
      for (const environment of Object.values(environments)) environment.isBuilt = true;
    },
  },
});
