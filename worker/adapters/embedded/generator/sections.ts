/**
 * The sources as sections: what stands under one heading, whole, also where the document was cut into chunks
 * in the middle of it. Sentences answer facts; "how do I" is answered by the section that tells it.
 */

import { plainText } from "../../../knowledge/extract/plain-text.ts";
import { contentTerms, indexTerms, isTopic } from "../../../knowledge/language/terms.ts";
import type { Unit, UnitSource } from "./units.ts";

export interface PlacedUnit {
  from: UnitSource;
  unit: Unit;
}

export interface Section {
  /** As a reader sees it; the page's title where it stands under no heading. */
  heading: string;
  /** Of the heading, with its topics. */
  stems: ReadonlySet<string>;
  /** In reading order, sections nested in it included, its own heading not. */
  content: readonly PlacedUnit[];
  /** Of its page among the pages that were found, 0 for the best. */
  rank: number;
}

/** Every section that the sources hold, those in others included. */
export function readSections(sources: readonly UnitSource[]): Section[] {
  const pages = [...new Set(sources.map(pageOf))];
  return runsOf(sources).flatMap((run) => sectionsOf(run, pages.indexOf(pageOf(run[0]!))));
}

/** Which document a source is a part of. */
export const pageOf = ({ source }: UnitSource): string => source.place?.document ?? `#${source.number}`;

/** Chunks of one document that follow each other, in reading order. A source that does not say where it stands is by itself. */
function runsOf(sources: readonly UnitSource[]): UnitSource[][] {
  const placed = sources.filter(({ source }) => source.place !== undefined);
  const runs: UnitSource[][] = sources.filter(({ source }) => source.place === undefined).map((source) => [source]);
  for (const some of Map.groupBy(placed, ({ source }) => source.place!.document).values()) {
    some.sort((a, b) => a.source.place!.ordinal - b.source.place!.ordinal);
    let before: UnitSource | undefined;
    for (const each of some) {
      const follows = before !== undefined && before.source.place!.ordinal + 1 === each.source.place!.ordinal;
      if (follows) runs.at(-1)!.push(each);
      else runs.push([each]);
      before = each;
    }
  }
  return runs;
}

interface OpenSection extends Section {
  level: number;
  content: PlacedUnit[];
}

/** Levels of headings in a chunk, which are nested in those it stands under, whatever their signs say. */
const WITHIN = 100;
/** Of a page's own question, which is a heading of what answers it, below every other. */
const ASKED = 200;

function sectionsOf(run: readonly UnitSource[], rank: number): Section[] {
  const sections: OpenSection[] = [];
  let open: OpenSection[] = [];
  let path: readonly string[] = [];
  const begin = (heading: string, level: number, isTitle = false) => {
    open = open.filter((section) => section.level < level);
    const { language } = run[0]!;
    const stems = new Set(
      isTitle || !/[\p{L}\p{N}]/u.test(heading)
        ? []
        : [...contentTerms(heading, language), ...indexTerms(heading, language).beside.filter(isTopic)],
    );
    const section: OpenSection = { heading, stems, content: [], rank, level };
    open.push(section);
    sections.push(section);
  };
  const place = (placed: PlacedUnit) => {
    for (const section of open) section.content.push(placed);
  };
  for (const from of run) {
    const { headingPath, title, place: at } = from.source;
    // Of a page that is not known from its beginning, nobody can tell what the whole is.
    if (from === run[0] && (at?.ordinal ?? 0) === 0) begin(plainText(title), 0, true);
    const kept = headingPath.findIndex((heading, level) => heading !== path[level]);
    const known = kept < 0 ? headingPath.length : kept;
    if (known < path.length) open = open.filter(({ level }) => level <= known);
    headingPath.slice(known).forEach((heading, depth) => {
      if (open.length > 0 && from !== run[0]) place({ from, unit: headingUnit(heading) });
      begin(heading, known + depth + 1);
    });
    path = headingPath;
    for (const unit of from.units) {
      if (unit.isQuestion && unit.kind !== "heading" && unit.list === undefined) {
        open = open.filter(({ level }) => level < ASKED);
        place({ from, unit });
        begin(unit.plain, ASKED);
        continue;
      }
      if (unit.kind !== "heading") {
        place({ from, unit });
        continue;
      }
      open = open.filter(({ level }) => level < WITHIN + unit.level);
      place({ from, unit });
      begin(unit.plain, WITHIN + unit.level);
    }
  }
  return sections.filter(({ content }) => content.some(({ unit }) => unit.kind !== "heading"));
}

/** Stands in a section for the heading of one in it that no chunk holds as text. */
function headingUnit(plain: string): Unit {
  const none: ReadonlySet<string> = new Set();
  return {
    kind: "heading",
    text: plain,
    plain,
    start: 0,
    end: 0,
    stems: none,
    pairs: none,
    indent: 0,
    at: -1,
    block: -1,
    list: undefined,
    marker: undefined,
    language: "",
    level: 0,
    isQuestion: false,
    isTableHead: false,
    heading: none,
    answers: none,
    opener: undefined,
    branch: [],
    columns: none,
  };
}

/** UTF-16 units that a reader would be shown of it. */
export function lengthOf(content: readonly PlacedUnit[]): number {
  return content.reduce((sum, { unit }) => sum + unit.plain.length, 0);
}
