/** `npm run build`: the widget and the bundled Worker into `dist/`. */

import { build } from "./build/build.ts";
import { readCommandLine } from "./command-line.ts";
import { whenOrphaned } from "./orphan.ts";

readCommandLine("npm run build\n\nBuilds the widget, the console and the Worker into dist/.", {});
whenOrphaned(() => process.exit(1));
try {
  const { assets, script } = await build(`${import.meta.dirname}/..`, (text) => console.error(text));
  console.log(`The widget is in ${assets}, the Worker is ${script}.`);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
