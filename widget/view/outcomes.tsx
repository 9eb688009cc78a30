/** What stands around the words of an answer: what kind it is, its sources, and the ways on where it is none. */

import { each } from "../../ui/each.ts";
import { fill } from "../../ui/fill.ts";
import { Icon } from "../../ui/icons.tsx";
import { BOLT, OUT, PEN, PERSON, SEARCH } from "../../ui/more-icons.ts";
import type { Face } from "../face.ts";
import type { Turn } from "../store/state.ts";
import type { ChatStrings } from "./asides.tsx";
import { Button } from "./Button.tsx";

interface Props {
  turn: Turn;
  face: Face | undefined;
  strings: ChatStrings;
}

const hostOf = (url: string) => /^https?:\/\/(?:www\.)?([^/?#]+)/i.exec(url)?.[1] ?? "";

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

/** The pages that come nearest. */
export function NearPages({ turn }: { turn: Turn }) {
  if (!turn.pages?.length) return null;
  return (
    <ul class="rows">
      {each(turn.pages, ({ title, url, heading }) => (
        <li key={url}>
          <a part="page" class="row" href={url} rel="noopener">
            <span>
              <b dir="auto">{title}</b>
              <small dir="auto">{heading || hostOf(url)}</small>
            </span>
            <Icon name={OUT} small />
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The ways to a person that the owner has named, but for what the answer links to by itself. */
export function ContactRows({ turn, face, strings, onPerson }: Props & { onPerson: () => void }) {
  const { form, ...named } = face?.contact ?? {};
  const unsaid = (way: string | undefined) => (way && !turn.text.includes(way) ? way : "");
  const [email, url] = [unsaid(named.email), unsaid(named.url)];
  if (!form && !email && !url) return null;
  return (
    <ul class="rows">
      {form && (
        <li>
          <button type="button" part="person" class="row" onClick={onPerson}>
            <b>{strings.person}</b>
            <Icon name="arrow" small turn />
          </button>
        </li>
      )}
      {email && (
        <li>
          <a class="row" href={`mailto:${email}`}>
            <b dir="ltr">{email}</b>
            <Icon name={OUT} small />
          </a>
        </li>
      )}
      {url && (
        <li>
          <a class="row" href={url} target="_blank" rel="noopener noreferrer">
            <b dir="ltr">{hostOf(url)}</b>
            <Icon name={OUT} small />
          </a>
        </li>
      )}
    </ul>
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

export function WaysOn({
  turn,
  face,
  strings,
  onPerson,
  onReword,
}: Props & Record<"onPerson" | "onReword", () => void>) {
  const { form, email, url } = face?.contact ?? {};
  const isDeclined = turn.outcome === "declined";
  if (!isDeclined && !form && !email && !url) return null;
  return (
    <div class="ways">
      {isDeclined && (
        <Button icon={PEN} onClick={onReword}>
          {strings.reword}
        </Button>
      )}
      {(form || email || url) && (
        <Button icon={PERSON} part="person" onClick={onPerson}>
          {strings.person}
        </Button>
      )}
    </div>
  );
}
