/**
 * What the panel's first file has and the later ones use: it is given to them, so that nothing is fetched twice.
 * The build takes the list below as it stands.
 */

export { each } from "../ui/each.ts";
export { fill } from "../ui/fill.ts";
export { Icon, IconButton } from "../ui/icons.tsx";
export { CLIENT_ID, randomId } from "../shared/ids.ts";
export { parseFace } from "./face.ts";
