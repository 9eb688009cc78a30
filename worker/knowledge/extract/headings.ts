/** Keeps the headings above the place that is being read. */

/** A longer heading is cut in paths; much longer ones are no headings. */
export const HEADING_CHARACTERS = 300;

export function createHeadingPath() {
  const open: { level: number; text: string }[] = [];
  // One array a heading, shared by all blocks below it.
  let path: string[] = [];
  const leave = (level: number) => {
    while (open.length > 0 && open.at(-1)!.level >= level) open.pop();
    path = open.map((heading) => heading.text);
  };
  return {
    enter(level: number, text: string) {
      leave(level);
      open.push({
        level,
        text: text.length <= HEADING_CHARACTERS ? text : text.slice(0, HEADING_CHARACTERS).toWellFormed(),
      });
      path = open.map((heading) => heading.text);
    },
    /** What follows stands below no heading of this level or of a deeper one. */
    leave,
    current: () => path,
  };
}
