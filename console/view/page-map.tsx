/** Every address of a website and what became of it: as a map at a glance, and as a list that can be searched. */

import { useEffect, useRef, useState } from "preact/hooks";
import { all, type Page, type SourcePage } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useLoad } from "../load.ts";
import { addressOf } from "../route.ts";
import { SAID as W } from "../words/websites.ts";
import { day, number, WORDS } from "../words.ts";
import { fill } from "../../ui/fill.ts";
import { Button, Field, type Kind, Loaded, Saying, State } from "./parts.tsx";

type PageKind = "ok" | "wait" | "bad" | "out" | "read";
/** In the order in which an owner asks for them. */
const KINDS: readonly PageKind[] = ["bad", "wait", "ok", "out", "read"];
const KIND_OF: Record<string, PageKind> = {
  indexed: "ok",
  unchanged: "ok",
  stale: "wait",
  queued: "read",
  ...Object.fromEntries(
    "too-large empty needs-browser unreadable timeout http-error refused-address failed"
      .split(" ")
      .map((status) => [status, "bad"]),
  ),
};
const kindOf = ({ status }: SourcePage): PageKind => KIND_OF[status] ?? "out";
/** What can be answered for by writing it here. */
const WRITTEN = new Set(["needs-browser", "empty", "unreadable", "too-large", "blocked-by-robots"]);

const MOST = 2_000;
const SHOWN = 200;

interface PagesProps {
  api: BotApi;
  path: string;
  /** It is looked at again when this changes. */
  turn: string;
  /** What is shown at first; all unless said. */
  first?: PageKind | undefined;
}

export function Pages({ api, path, turn, first }: PagesProps) {
  const pages = useLoad(
    () => all((query) => api.call<Page<SourcePage>>("GET", `${path}?${query}`), MOST),
    [path, turn],
  );
  const [chosen, setKind] = useState(first);
  const [find, setFind] = useState("");
  return (
    <Loaded of={pages}>
      {(list) => {
        if (list.length === 0) return <p class="empty">{WORDS.noPages}</p>;
        const counts = new Map(KINDS.map((kind) => [kind, list.filter((page) => kindOf(page) === kind).length]));
        // What none is of any more is not what is shown.
        const kind = chosen && counts.get(chosen)! > 0 ? chosen : undefined;
        const isOneHost = new Set(list.map(({ url }) => URL.parse(url)?.host)).size === 1;
        const words = find.trim().toLowerCase();
        const found = list.filter(
          (page) => (kind === undefined || kindOf(page) === kind) && page.url.toLowerCase().includes(words),
        );
        return (
          <>
            <PageMap pages={list} show={setFind} />
            <div class="row" role="group" aria-label={WORDS.status}>
              <Button pressed={kind === undefined} onClick={() => setKind(undefined)}>
                {W.all} {number(list.length)}
              </Button>
              {KINDS.filter((name) => counts.get(name)! > 0).map((name) => (
                <Button key={name} pressed={kind === name} onClick={() => setKind(name)}>
                  <State kind={name}>
                    {W[name]} {number(counts.get(name)!)}
                  </State>
                </Button>
              ))}
            </div>
            <Field label={W.find} type="search" value={find} onInput={setFind} />
            {found.length === 0 ? (
              <p class="empty">{W.noneSuch}</p>
            ) : (
              <div class="card flush">
                <table class="fold">
                  <thead>
                    <tr>
                      <th>{WORDS.page}</th>
                      <th>{WORDS.status}</th>
                      <th>{WORDS.why}</th>
                      <th>{W.changed}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {found.slice(0, SHOWN).map((page) => (
                      <Row key={page.url} page={page} botId={api.botId} isOneHost={isOneHost} />
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            {(found.length > SHOWN || list.length >= MOST) && (
              <p class="muted">{fill(WORDS.firstOf, { count: number(Math.min(found.length, SHOWN)) })}</p>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Row({ page, botId, isOneHost }: { page: SourcePage; botId: string; isOneHost: boolean }) {
  const { url, status, reason, detail, advice, changed_at } = page;
  const own = W.why[status];
  // Where it leads, or what it is the same as, is no sentence.
  const isAddress = /^https?:\/\/\S+$/.test(reason ?? "");
  const said = isAddress ? null : reason;
  const [why, what] = own ?? [said ?? detail, advice];
  return (
    <tr>
      <td class="address">
        <a href={url} target="_blank" rel="noopener noreferrer">
          {url.replace(isOneHost ? /^https?:\/\/[^/]*/ : /^https?:\/\//, "")}
        </a>
      </td>
      <td>
        <State kind={kindOf(page) as Kind}>{W.status[status] ?? status}</State>
      </td>
      <td>
        {kindOf(page) !== "ok" && <Saying text={`${why} ${what}`} detail={own && (said ?? undefined)} />}{" "}
        {isAddress && <small>{reason}</small>}
        {WRITTEN.has(status) && <a href={addressOf(botId, "documents", { write: url })}>{W.writeIt}</a>}
      </td>
      <td class="muted n">{changed_at && day(changed_at)}</td>
    </tr>
  );
}

const GRID = 12;
/** What needs somebody is a triangle, as in the list; the others are dots. */
const MARK: Partial<Record<PageKind, string>> = { bad: "m0-4l4.6 8h-9.2z" };

/** One mark a page; its text is the list below it. */
function PageMap({ pages, show }: { pages: SourcePage[]; show: (url: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(40);
  const [pointed, setPointed] = useState<SourcePage>();
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setColumns(Math.max(8, Math.floor(entry!.contentRect.width / GRID))));
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);
  const at = (event: MouseEvent): SourcePage | undefined => {
    const { left, top, width } = box.current!.getBoundingClientRect();
    const step = width / columns;
    return pages[Math.floor((event.clientY - top) / step) * columns + Math.floor((event.clientX - left) / step)];
  };
  return (
    <div class="map">
      <div
        ref={box}
        onPointerMove={(event) => setPointed(at(event))}
        onPointerLeave={() => setPointed(undefined)}
        onClick={(event) => show(at(event)?.url ?? "")}
      >
        <svg viewBox={`0 0 ${columns * GRID} ${Math.ceil(pages.length / columns) * GRID}`} aria-hidden="true">
          {KINDS.map((kind) => (
            <path
              key={kind}
              class={kind}
              d={pages
                .map((page, at) =>
                  kindOf(page) === kind
                    ? `M${(at % columns) * GRID + GRID / 2} ${Math.floor(at / columns) * GRID + GRID / 2}${MARK[kind] ?? "h0"}`
                    : "",
                )
                .join("")}
            />
          ))}
        </svg>
      </div>
      <small class="muted">{pointed ? `${pointed.url} · ${W.status[pointed.status] ?? pointed.status}` : W.map}</small>
    </div>
  );
}
