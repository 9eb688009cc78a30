/** The section that the widget's benchmark writes: our figures beside their targets, and those of all widgets. */

import { arrivalMs, kb, markdownTable, number, task, type WidgetRow } from "./table.ts";

interface Measure {
  name: string;
  target: string;
  value: (row: WidgetRow) => number | undefined;
  show: (value: number | undefined) => string;
}

const MEASURES: Measure[] = [
  { name: "KB until the launcher shows", target: "≤ 2.5", value: (row) => row.launcherBytes, show: kb },
  { name: "KB until one can type", target: "≤ 20", value: (row) => row.typeBytes, show: kb },
  { name: "launcher, ms", target: "≤ 1.1 × the bare button", value: (row) => row.launcherMs, show: number },
  { name: "click → input, fetched ahead, ms", target: "≤ 100", value: (row) => row.aheadMs, show: number },
  {
    name: "click → input, not fetched ahead, ms",
    target: "≤ 100 and one round trip",
    value: (row) => row.clickMs,
    show: number,
  },
  { name: "navigation → input, ms", target: "", value: arrivalMs, show: number },
  { name: "script at load, ms", target: "≤ 15", value: (row) => row.bootScriptMs, show: number },
  { name: "longest task until the click, ms", target: "", value: (row) => row.loadTaskMs, show: task },
  { name: "longest task when it opens, ms", target: "", value: (row) => row.openTaskMs, show: task },
  { name: "heap when open, KB", target: "≤ 600", value: (row) => row.heapKb, show: number },
  { name: "layout shift", target: "", value: (row) => row.layoutShift, show: (value) => number(value, 3) },
  {
    name: "1,000 tokens: longest gap between frames, ms",
    target: "≤ 100",
    value: (row) => row.frameGapMs,
    show: number,
  },
  { name: "1,000 tokens: behind the server, ms", target: "≤ 100", value: (row) => row.lagMs, show: number },
  {
    name: "strict policy: violations",
    target: "0",
    value: ({ conduct }) => conduct && (conduct.strict.shows ? conduct.strict.violations.length : Infinity),
    show: (value) => (value === Infinity ? "does not show" : number(value)),
  },
  {
    name: "axe: rules broken",
    target: "0",
    value: ({ conduct }) => conduct && conduct.axe[0] + conduct.axe[1] + conduct.axe[2],
    show: number,
  },
];

/** Ours, the floor's, and the best of anybody else's, measure by measure. */
function compare(own: WidgetRow, floor: WidgetRow, peers: readonly WidgetRow[]): string {
  const lines = MEASURES.map(({ name, target, value, show }) => {
    const ours = value(own);
    const others = peers
      .flatMap((peer) => {
        const theirs = value(peer);
        return theirs === undefined || Number.isNaN(theirs) ? [] : { theirs, by: peer.name.split(" ")[0]! };
      })
      .toSorted((a, b) => a.theirs - b.theirs);
    const [best] = others;
    const verdict =
      !best || ours === undefined ? "–" : ours < best.theirs ? "ahead" : ours > best.theirs ? "behind" : "level";
    const level = others.filter(({ theirs }) => theirs === best?.theirs).length;
    const who = level > 1 ? `${level} of ${others.length}` : best?.by;
    return [name, target, show(ours), show(value(floor)), best ? `${show(best.theirs)} (${who})` : "–", verdict];
  });
  return markdownTable([["", "target", "vegarag", "bare button", "best of the others", ""], ...lines]);
}

const yes = (value: boolean | undefined) => (value === undefined ? "–" : value ? "yes" : "no");

function speedTable(rows: readonly WidgetRow[]): string {
  const head = [
    "widget",
    "KB br: launcher → typing",
    "launcher ms",
    "click → input ms: ahead / not",
    "navigation → input ms",
    "script at load ms",
    "longest task ms: before / after the click",
    "heap KB open",
    "layout shift",
    "1,000 tokens: longest frame gap / lag ms",
  ];
  const lines = rows.map((row) =>
    row.failed
      ? [row.name, `failed: ${row.failed.replaceAll("|", "\\|")}`, ...head.slice(2).map(() => "")]
      : [
          row.name,
          `${kb(row.launcherBytes)} → ${kb(row.typeBytes)}`,
          number(row.launcherMs),
          `${number(row.aheadMs)} / ${number(row.clickMs)}`,
          number(arrivalMs(row)),
          number(row.bootScriptMs),
          `${task(row.loadTaskMs)} / ${task(row.openTaskMs)}`,
          number(row.heapKb),
          number(row.layoutShift, 3),
          row.frameGapMs === undefined ? "–" : `${number(row.frameGapMs)} / ${number(row.lagMs)}`,
        ],
  );
  return markdownTable([head, ...lines]);
}

function conductTable(rows: readonly WidgetRow[]): string {
  const lines = rows.map(({ name, conduct }) =>
    conduct
      ? [
          name,
          `${yes(conduct.strict.shows)} (${conduct.strict.violations.length})`,
          conduct.axe.join(" / "),
          conduct.escape ?? "–",
          `${yes(conduct.back.closed)} / ${yes(conduct.back.open)}`,
        ]
      : [name, "–", "–", "–", "–"],
  );
  return markdownTable([
    [
      "widget",
      "strict policy: shows (violations)",
      "axe: critical / serious / moderate",
      "Escape in the input",
      "comes out of the back/forward cache: closed / open",
    ],
    ...lines,
  ]);
}

export function formatReport({
  floors,
  own,
  peers,
}: {
  floors: readonly WidgetRow[];
  own: WidgetRow;
  peers: readonly WidgetRow[];
}): string {
  const [floor] = floors as [WidgetRow];
  const rest = (own.clickMs ?? Number.NaN) - (own.waitedMs ?? Number.NaN);
  const { back } = own.conduct ?? {};
  return `### Beside the targets

${compare(own, floor, peers)}

- The launcher takes ${number((own.launcherMs ?? Number.NaN) / (floor.launcherMs ?? Number.NaN), 2)} times as long as the bare button.
- Of the ${number(own.clickMs)} ms from the click to the input, ${number(own.waitedMs)} are the one request that the click makes; ${number(rest)} come after it. That row is a trade: the others have
  fetched everything before anybody clicks, and every visitor has paid for it. Here only those pay who come near the launcher. Who comes with a mouse points at it first, and who comes with the
  keyboard focuses it first, so for most the row above it is the true one: it holds once they have been there for as long as the request takes. From the navigation to the input both ways are counted together.
- Our page comes back out of the back/forward cache with the panel closed (${yes(back?.closed)}), open (${yes(back?.open)}), after an answer (${yes(back?.answered)}) and left in the middle of one (${yes(back?.answering)}).

### Weight and speed

${speedTable([...floors, own, ...peers])}

### On somebody's page

${conductTable([...floors, own, ...peers])}`;
}
