/** What is going on before the first word: how many pages are searched, then the names of those that are read. */

import type { Progress } from "../../shared/chat.ts";
import { each } from "../../ui/each.ts";
import { fill } from "../../ui/fill.ts";
import type { ChatStrings } from "./asides.tsx";

export function ProgressLine({ progress, strings }: { progress: Progress | undefined; strings: ChatStrings }) {
  const reading = progress && "reading" in progress ? progress.reading : [];
  const words = !progress
    ? strings.thinking
    : "pages" in progress
      ? fill(strings.searching, { n: progress.pages.toLocaleString() })
      : fill(strings.reading, { n: `${reading.length}` });
  return (
    <>
      <div class="step" role="status">
        <span class="twinkle" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        {words}
      </div>
      {reading[0] && (
        <ul class="reading">
          {each(reading.slice(0, 5), (title) => (
            <li key={title} dir="auto">
              {title}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
