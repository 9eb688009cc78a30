/**
 * What the panel's first file has and the later ones use: it is given to them, so that nothing is fetched twice.
 * The build takes the modules named below as they stand. A plain object: what a bundler makes of `import *`
 * trips over what a page puts on `Object.prototype`.
 */

import { each } from "../ui/each.ts";
import { fill } from "../ui/fill.ts";
import { Icon, IconButton } from "../ui/icons.tsx";
import { parseFace } from "./face.ts";
import { addStyles } from "./view/add-styles.ts";

export const kit = { each, fill, Icon, IconButton, parseFace, addStyles };
