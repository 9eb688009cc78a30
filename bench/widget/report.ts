/** The section that the widget's benchmark writes: our figures beside their targets, and those of all widgets. */

import { AXE_VERSION, strictPolicy } from "./conduct.ts";
import { PACE } from "./stand-ins.ts";
import { arrivalMs, kb, longestTaskMs, markdownTable, number, task, type WidgetRow } from "./table.ts";

interface Measure {
  name: string;
  /** In words, and whether it is met. Measures without one are there for the comparison. */
  target?: [text: string, isMet: (own: WidgetRow, floor: WidgetRow) => boolean];
  value: (row: WidgetRow) => number | undefined;
  show: (value: number | undefined) => string;
  /** Ours as an owner can have it, where the usual one is not like the others. */
  like?: "idle" | "inline";
}

/** What was not measured meets nothing. */
const known = (value: number | undefined) => value ?? Number.NaN;

const violations = ({ conduct }: WidgetRow) =>
  conduct && (conduct.strict.shows ? conduct.strict.violations.length : Infinity);
const brokenRules = ({ conduct }: WidgetRow) => conduct && conduct.axe[0] + conduct.axe[1] + conduct.axe[2];

const MEASURES: Measure[] = [
  {
    name: "KB until the launcher shows",
    target: ["≤ 2.5", (own) => known(own.launcherBytes) <= 2_500],
    value: (row) => row.launcherBytes,
    show: kb,
  },
  {
    name: "KB until one can type",
    target: ["≤ 12", (own) => known(own.typeBytes) <= 12_000],
    value: (row) => row.typeBytes,
    show: kb,
  },
  {
    name: "KB until opening asks for nothing more",
    value: (row) => row.openBytes,
    show: kb,
  },
  {
    name: "launcher, ms",
    target: ["≤ 1.1 × the bare button", (own, floor) => known(own.launcherMs) <= 1.1 * known(floor.launcherMs)],
    value: (row) => row.launcherMs,
    show: number,
  },
  {
    name: "click → input, fetched ahead, ms",
    target: ["≤ 100", (own) => known(own.aheadMs) <= 100],
    value: (row) => row.aheadMs,
    show: number,
  },
  {
    name: "click → input where the click fetches, ms",
    target: ["≤ 100 and one request", (own) => known(own.clickMs) - known(own.waitedMs) <= 100],
    value: (row) => (row.waitedMs ? row.clickMs : undefined),
    show: number,
  },
  {
    name: 'click → input where it does not (`data-prefetch="idle"`), ms',
    value: (row) => row.clickMs,
    show: number,
    like: "idle",
  },
  {
    name: 'KB until the launcher shows and all is fetched (`data-prefetch="idle"`)',
    value: (row) => row.openBytes,
    show: kb,
    like: "idle",
  },
  {
    name: "navigation → input, with a launcher, ms",
    value: (row) => (row.clickMs === undefined ? undefined : arrivalMs(row)),
    show: number,
  },
  {
    name: 'navigation → input, without one (`data-mode="inline"`), ms',
    value: (row) => (row.clickMs === undefined ? row.launcherMs : undefined),
    show: number,
    like: "inline",
  },
  {
    name: "script at load, ms",
    target: ["≤ 15", (own) => known(own.bootScriptMs) <= 15],
    value: (row) => row.bootScriptMs,
    show: number,
  },
  { name: "longest task, ms", value: longestTaskMs, show: task },
  {
    name: "heap when open, KB",
    target: ["≤ 600", (own) => known(own.heapKb) <= 600],
    value: (row) => row.heapKb,
    show: number,
  },
  { name: "layout shift", value: (row) => row.layoutShift, show: (value) => number(value, 3) },
  {
    name: "1,000 tokens: longest gap between frames, ms",
    target: ["≤ 100", (own) => known(own.frameGapMs) <= 100],
    value: (row) => row.frameGapMs,
    show: number,
  },
  {
    name: "1,000 tokens: behind the server, ms",
    target: ["≤ 100", (own) => known(own.lagMs) <= 100],
    value: (row) => row.lagMs,
    show: number,
  },
  {
    name: "strict policy: violations",
    target: ["0", (own) => violations(own) === 0],
    value: violations,
    show: (value) => (value === Infinity ? "does not show" : number(value)),
  },
  {
    name: "axe: rules broken",
    target: ["0", (own) => brokenRules(own) === 0],
    value: brokenRules,
    show: number,
  },
];

/** Ours, the floor's, and the best of anybody else's, measure by measure. */
function compare({ floors, own, variants, peers }: Measured): string {
  const floor = floors[0]!;
  const lines = MEASURES.map(({ name, target, value, show, like }) => {
    const ours = value(like ? variants[like] : own);
    const others = peers
      .flatMap((peer) => {
        const theirs = value(peer);
        return theirs === undefined || Number.isNaN(theirs) ? [] : { theirs, by: peer.name.split(" ")[0]! };
      })
      .toSorted((a, b) => a.theirs - b.theirs);
    const [best] = others;
    const level = others.filter(({ theirs }) => theirs === best?.theirs).length;
    return [
      name,
      target ? target[0] : "–",
      show(ours),
      target ? (target[1](own, floor) ? "met" : "**missed**") : "–",
      show(value(floor)),
      best ? `${show(best.theirs)} (${level > 1 ? `${level} of ${others.length}` : best.by})` : "–",
      !best || ours === undefined ? "–" : ours < best.theirs ? "ahead" : ours > best.theirs ? "behind" : "level",
    ];
  });
  return markdownTable([["", "target", "vegarag", "", "bare button", "best of the others", "vegarag is"], ...lines]);
}

const yes = (value: boolean | undefined) => (value === undefined ? "–" : value ? "yes" : "no");

function speedTable(rows: readonly WidgetRow[]): string {
  const head = [
    "widget",
    "KB br: launcher → typing → open",
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
      ? [row.name, `failed: ${row.failed}`, ...head.slice(2).map(() => "")]
      : [
          row.name,
          `${kb(row.launcherBytes)} → ${kb(row.typeBytes)} → ${kb(row.openBytes)}`,
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
  const lines = rows.map(({ name, conduct, failed, conductFailed }) =>
    conduct
      ? [
          name,
          `${yes(conduct.strict.shows)} (${conduct.strict.violations.length})`,
          conduct.axe.join(" / "),
          conduct.escape ?? "–",
          `${yes(conduct.back.closed)} / ${yes(conduct.back.open)}`,
        ]
      : [name, `failed: ${conductFailed ?? failed ?? "not looked at"}`, "", "", ""],
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

const NOTES = `- KB: scripts, styles and data, brotli, as the server says that it sends them; the page itself is not among them.
- Script at load: the least of the runs, on a fast network, without styling and layout. Longest task: Chromium tells of none under 50 ms.
- Others are as npm has them, whole, from the page's own origin. Ours and the floors come from another one, which costs them a connection. Hosts of the vendors are
  blocked; what a widget has to hear before it shows an input is said by the page's own server (flowise, typebot, biel, botframework) or stands in the markup (elevenlabs).
- 1,000 tokens of Markdown, one every ${PACE} ms, in the widget's own protocol; the floors draw them as plain text. Others once. Not measured: open-chat-studio asks again and again
  instead; docsearch, inkeep, elevenlabs and biel speak with their vendors' hosts only; typebot does not write token by token in a flow of texts and inputs; Bot Framework's bots send the whole text again with each piece.
- Strict policy: \`${strictPolicy("HOST")}\`, where HOST is where the widget comes from, and scripts of the markup in files. It "shows" when launcher and, clicked, input are seen. A violation that is repeated counts once.
- axe ${AXE_VERSION} with its default rules on the whole page, which is clean without a widget, panel open.
- Not among them: AnythingLLM's widget, which npm does not have.`;

export interface Measured {
  /** The bare button first. */
  floors: WidgetRow[];
  own: WidgetRow;
  /** Ours with everything fetched before the click, and without a launcher. */
  variants: Record<"idle" | "inline", WidgetRow>;
  peers: WidgetRow[];
}

export function formatReport(measured: Measured): string {
  const { floors, own, variants, peers } = measured;
  const [floor] = floors as [WidgetRow];
  const { back } = own.conduct ?? {};
  return `### Beside the targets

${compare(measured)}

- The launcher takes ${number(known(own.launcherMs) / known(floor.launcherMs), 2)} times as long as the bare button.
- The click that fetches is a trade. ${number(own.waitedMs)} of its ${number(own.clickMs)} ms are the one request that the click makes, ${number(known(own.clickMs) - known(own.waitedMs))} come after it. The others have fetched their code before
  anybody clicks, and every visitor has paid for it, in the rows of the launcher; here a visitor who never comes near the launcher pays for the launcher alone. A mouse points at it before it
  clicks and the keyboard focuses it first: a visitor who was there for as long as one request takes sees the row "fetched ahead". An owner who wants the others' side of the trade has it with
  \`data-prefetch="idle"\`, the row below. "Navigation → input" adds launcher and click up, for a visitor who clicks as soon as there is something to click.
- A page with ours comes back out of the back/forward cache: panel closed ${yes(back?.closed)}, open ${yes(back?.open)}, after an answer ${yes(back?.answered)}, left in the middle of one ${yes(back?.answering)}.

### Weight and speed

${speedTable([...floors, own, variants.idle, variants.inline, ...peers])}

### On somebody's page

${conductTable([...floors, own, ...peers])}

${NOTES}`;
}
