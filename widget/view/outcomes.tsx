/** What stands around the words of an answer: what kind it is, and its sources. */

import { each } from "../../ui/each.ts";
import { fill } from "../../ui/fill.ts";
import { Icon } from "../../ui/icons.tsx";
import { BOLT, PERSON, SEARCH } from "../../ui/more-icons.ts";
import type { Face } from "../face.ts";
import type { Turn } from "../store/state.ts";
import type { ChatStrings } from "./asides.tsx";
import { hostOf } from "./host-of.ts";

interface Props {
  turn: Turn;
  face: Face | undefined;
  strings: ChatStrings;
}

/** Half a star where pages come near, an empty one where none does. Shape before colour. */
function Magnitude({ half }: { half: boolean }) {
  return (
    <svg viewBox="0 0 10 10" aria-hidden="true" class="mag">
      <circle cx="5" cy="5" r="3.5" />
      {half && <path d="M5 1.5a3.5 3.5 0 0 0 0 7z" />}
    </svg>
  );
}

export function AboveAnswer({ turn, face, strings }: Props) {
  if (turn.outcome === "unsure" || turn.outcome === "declined") return <Magnitude half={turn.outcome === "unsure"} />;
  // Any other name may be one of the object's own, and no words.
  const isDegraded = turn.degraded === "budget" || turn.degraded === "down";
  const [before, after = ""] = strings.spelled.split("{used}");
  return (
    <>
      {turn.outcome === "curated" && (
        <p class="by">
          <Icon name={PERSON} small />
          {fill(strings.by, { name: face?.name || strings.title })}
        </p>
      )}
      {turn.spelling && (
        <p class="by" part="spelling">
          <Icon name={SEARCH} small />
          <span>
            {before}
            <b dir="auto">{turn.spelling}</b>
            {after}
          </span>
        </p>
      )}
      {isDegraded && (
        <p class="by">
          <Icon name={BOLT} small />
          {strings[turn.degraded!]}
        </p>
      )}
    </>
  );
}

export function SourceRow({
  turn,
  strings,
  onCitation,
}: Omit<Props, "face"> & { onCitation: (turn: Turn, citation: number, source: string) => void }) {
  if (!turn.sources.length) return null;
  const places = new Map<string, string>();
  for (const { source_id, path } of turn.citations)
    if (path?.length && !places.has(source_id)) places.set(source_id, path[path.length - 1]!);
  return (
    <ul class="sources" aria-label={strings.sources}>
      {each(turn.sources, ({ id, title, url }) => (
        <li key={id}>
          <button type="button" part="source" class="source" onClick={() => onCitation(turn, -1, id)}>
            <b class="cite">{id}</b>
            <span dir="auto">{title}</span>
            <small dir="auto">{places.get(id) || hostOf(url ?? "")}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}
