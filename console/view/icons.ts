/** An icon for each screen, as paths on a 20 grid. */

import { PEN, WARN } from "../../ui/more-icons.ts";
import type { Screen } from "../route.ts";

export const SCREEN_ICONS: Record<Screen, string> = {
  home: "M3.5 9.2L10 3.8l6.5 5.4V16h-4.3v-4H7.8v4H3.5z",
  questions: "M10 3.2a6.8 6.8 0 1 0 .01 0M8 8.2a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.6M10 13.6v.1",
  conversations:
    "M3.5 5.5a1.5 1.5 0 0 1 1.5-1.5h10a1.5 1.5 0 0 1 1.5 1.5v6.5a1.5 1.5 0 0 1-1.5 1.5H9l-3.5 3v-3H5a1.5 1.5 0 0 1-1.5-1.5z",
  playground: "M7.3 3.5h5.4M8.4 3.5v4.3L4.4 14.9a1 1 0 0 0 .9 1.6h9.4a1 1 0 0 0 .9-1.6l-4-7.1V3.5M6.3 12h7.4",
  websites: "M10 3.2a6.8 6.8 0 1 0 .01 0M3.3 10h13.4M10 3.2c-3.2 3.4-3.2 10.2 0 13.6M10 3.2c3.2 3.4 3.2 10.2 0 13.6",
  documents: "M5.2 3.5h6.3l3.3 3.3v9.7H5.2zM11.5 3.5v3.3h3.3",
  answers: PEN,
  handoff: "M6.5 4a2.5 2.5 0 1 0 .01 0M2.5 15.5c.4-2.6 1.9-4 4-4s3.6 1.4 4 4M12 7h5.5M15 4.5L17.5 7 15 9.5",
  keys: "M7 10.5a3.3 3.3 0 1 0 .01 0M9.3 11.5L16 4.8M13.2 7.6l2.2 2.2",
  usage: "M4.5 15a7 7 0 1 1 11 0M10 11.5l3-4",
  audit: "M4 5h.1M4 10h.1M4 15h.1M7.5 5h9M7.5 10h9M7.5 15h6",
  danger: WARN,
  look: "M10 3.2a6.8 6.8 0 1 0 0 13.6c1.3 0 1.6-.9 1.2-1.7-.6-1.2.1-2.1 1.4-2.1h1.7c1.6 0 2.5-1.1 2.5-2.9A6.8 6.8 0 0 0 10 3.2M6.8 9.6v.1M9 6.6v.1M12.6 6.9v.1",
  install: "M6.8 6L3 10l3.8 4M13.2 6L17 10l-3.8 4M11.2 4.8L8.8 15.2",
};

export const MENU = "M3.5 6h13M3.5 10h13M3.5 14h13";
export const MOON = "M15.5 12.5A6.5 6.5 0 0 1 7.5 4.5a6.5 6.5 0 1 0 8 8z";
export const SUN =
  "M10 6.5a3.5 3.5 0 1 0 .01 0M10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M4.2 15.8l1.4-1.4M14.4 5.6l1.4-1.4";
export const HALF = "M10 3.2a6.8 6.8 0 1 0 .01 0M10 3.2v13.6M10 6.5h5.8M10 10h6.8M10 13.5h5.8";
export const OUT_DOOR = "M7.5 4H4v12h3.5M12 6.2L15.8 10 12 13.8M15.5 10H8";
