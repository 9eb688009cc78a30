/** The Worker as `npm run dev` builds it: in this process and neither trimmed nor made small, because somebody waits for it. */

import { build } from "vite";

/** Writes `worker.js` into `folder`. @throws Error that names the file and the line */
export async function bundleWorker(root: string, folder: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: "silent",
    publicDir: false,
    resolve: { conditions: ["workerd", "worker", "browser"] },
    ssr: { noExternal: true, target: "webworker" },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: "es2024",
      rolldownOptions: {
        input: "worker/index.ts",
        external: [/^node:/, /^cloudflare:/],
        output: { entryFileNames: "worker.js", format: "es", codeSplitting: false },
      },
    },
  });
}
