/** Bars of our own: one a day, in parts that stand on each other, over ticks like those of a ruler. */

import { fill } from "../../ui/fill.ts";
import { day, number } from "../words.ts";
import { SAID } from "../words/usage.ts";

export interface Series {
  name: string;
  /** Of the colour. */
  kind: "answered" | "curated" | "unsure" | "declined";
  values: number[];
}

const WIDTH = 640;
const HEIGHT = 120;
const FOOT = 12;

interface Props {
  /** The chart in words, for screen readers. */
  label: string;
  series: Series[];
  /** As the API has them. */
  days: readonly string[];
  /** A line across. */
  limit?: { at: number; words: string };
}

export function Bars({ label, series, days, limit }: Props) {
  const count = series[0]?.values.length ?? 0;
  const sums = Array.from({ length: count }, (_, at) => series.reduce((sum, { values }) => sum + values[at]!, 0));
  const most = Math.max(1, ...sums);
  // A limit far above everything would press the bars to the ground.
  const shown = limit !== undefined && limit.at > 0 && limit.at <= most * 3 ? limit : undefined;
  const top = Math.max(most, shown?.at ?? 0) * 1.1;
  const room = HEIGHT - FOOT;
  const scale = (value: number): number => (value / top) * room;
  const step = WIDTH / Math.max(1, count);
  const width = Math.max(1, Math.min(14, step - 1));
  return (
    <div>
      <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {sums.map((_, at) => {
          let base = room;
          const x = at * step + (step - width) / 2;
          return series.map(({ kind, values }) => {
            const height = scale(values[at]!);
            base -= height;
            return (
              height > 0 && <rect key={`${at} ${kind}`} class={kind} x={x} y={base} width={width} height={height} />
            );
          });
        })}
        <path
          class="ruler"
          d={sums.map((_, at) => `M${at * step + step / 2} ${room + 2}v${at % 7 === 0 ? 7 : 3}`).join("")}
        />
        <path class="ground" d={`M0 ${room + 0.5}H${WIDTH}`} />
        {shown && (
          <>
            <path class="limit" d={`M0 ${room - scale(shown.at)}H${WIDTH}`} />
            <text x={WIDTH} y={room - scale(shown.at) - 4} text-anchor="end">
              {shown.words}
            </text>
          </>
        )}
      </svg>
      {/* Beside the drawing and not in it, where a phone would make it too small to read. */}
      <p class="ends" aria-hidden="true">
        <span>{day(days[0]!)}</span>
        <span>{fill(SAID.mostADay, { count: number(Math.max(...sums)) })}</span>
        <span>{day(days.at(-1)!)}</span>
      </p>
    </div>
  );
}
