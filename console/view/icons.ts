/** An icon for each screen, as paths on a 20 grid. */

import { PEN } from "../../ui/more-icons.ts";
import type { Screen } from "../route.ts";

export const SCREEN_ICONS: Record<Screen, string> = {
  home: "M3.5 9.2L10 3.8l6.5 5.4V16h-4.3v-4H7.8v4H3.5z",
  questions: "M10 3.2a6.8 6.8 0 1 0 .01 0M8 8.2a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.6M10 13.6v.1",
  conversations:
    "M3.5 5.5a1.5 1.5 0 0 1 1.5-1.5h10a1.5 1.5 0 0 1 1.5 1.5v6.5a1.5 1.5 0 0 1-1.5 1.5H9l-3.5 3v-3H5a1.5 1.5 0 0 1-1.5-1.5z",
  websites: "M10 3.2a6.8 6.8 0 1 0 .01 0M3.3 10h13.4M10 3.2c-3.2 3.4-3.2 10.2 0 13.6M10 3.2c3.2 3.4 3.2 10.2 0 13.6",
  documents: "M5.2 3.5h6.3l3.3 3.3v9.7H5.2zM11.5 3.5v3.3h3.3",
  answers: PEN,
  install: "M6.8 6L3 10l3.8 4M13.2 6L17 10l-3.8 4M11.2 4.8L8.8 15.2",
};

export const OUT_DOOR = "M7.5 4H4v12h3.5M12 6.2L15.8 10 12 13.8M15.5 10H8";
