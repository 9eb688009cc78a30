/** What waits for the owner, each with the one step that helps, and the last weeks in figures. */

import { fill } from "../../ui/fill.ts";
import {
  type Doc,
  type Group,
  type Numbers,
  type Page,
  reachesBack,
  type Seen,
  type Source,
  type Sums,
} from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import { addressOf, type Screen } from "../route.ts";
import { number, share, time, WORDS } from "../words.ts";
import { SAID as SITES } from "../words/websites.ts";
import { howOften } from "./questions.tsx";
import { Button, type Kind, Loaded, Problem, State } from "./parts.tsx";

const DAYS = 28;
/** Of the open questions, those asked most. */
const GROUPS_SHOWN = 3;
const MOST = 100;

export function HomeActions({ botId }: { botId: string }) {
  return (
    <>
      <a class="button" href={addressOf(botId, "playground")}>
        {WORDS.askIt}
      </a>
      <a class="button" href={addressOf(botId, "install")}>
        {WORDS.toInstall}
      </a>
    </>
  );
}

export function Home({ api }: { api: BotApi }) {
  const numbers = useLoad(() => api.call<Numbers>("GET", `/v1/insights/numbers?days=${DAYS}&pages=false`), []);
  const waiting = useLoad(() => whatWaits(api), []);
  const doing = useDoing();
  const allow = (origin: string) =>
    void doing.run(async () => {
      await api.call("POST", "/v1/bot/allowed-origins", { origin });
      waiting.again();
    });
  return (
    <>
      <section>
        <h2>{WORDS.attention}</h2>
        <Problem told={doing.problem} />
        <Loaded of={waiting}>
          {(list) =>
            list.length === 0 ? (
              <p class="empty">{WORDS.nothing}</p>
            ) : (
              <ul class="rows needs">
                {list.map((item) => (
                  <Row key={item.what} item={item} botId={api.botId} allow={allow} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      <section>
        <div class="row">
          <h2 class="grow">{WORDS.lastDays}</h2>
          <a href={addressOf(api.botId, "usage")}>{WORDS.allNumbers}</a>
        </div>
        <Loaded of={numbers}>{(counted) => <Tiles botId={api.botId} {...counted} />}</Loaded>
      </section>
    </>
  );
}

function Row({ item, botId, allow }: { item: Waiting; botId: string; allow: (origin: string) => void }) {
  const { kind, what, words, detail, act, screen, asked, origin } = item;
  return (
    <li>
      <State kind={kind}>
        <span>
          <b>{what}</b> {words}
          {detail && <small class="muted">{detail}</small>}
        </span>
      </State>
      {origin === undefined ? (
        <a class="button" href={addressOf(botId, screen, asked)} aria-label={`${act}: ${what}`}>
          {act}
        </a>
      ) : (
        <Button label={`${act} ${origin}`} onClick={() => allow(origin)}>
          {act}
        </Button>
      )}
    </li>
  );
}

function Tiles({ botId, days, totals, before, complete_since }: Numbers & { botId: string }) {
  const asked = totals.answered + totals.curated + totals.unsure + totals.declined;
  const tile = (
    name: string,
    count: string,
    note: string,
    valueOf: (day: Sums) => number,
    [screen, kind, filter]: readonly [Screen, string, Record<string, string>?],
  ) => (
    <a class="tile" href={addressOf(botId, screen, filter)}>
      <span>{name}</span>
      <strong>{count}</strong>
      <small>{note}</small>
      <Sparkline kind={kind} values={days.map(valueOf)} />
    </a>
  );
  const of = (count: number) => fill(WORDS.ofQuestions, { count: number(count), of: number(asked) });
  const earlier = (count: number) =>
    reachesBack(complete_since, 2 * DAYS) ? fill(WORDS.daysBefore, { count: number(count) }) : "";
  return (
    <div class="tiles six">
      {tile(
        WORDS.conversationsCount,
        number(totals.conversations),
        earlier(before.conversations),
        (day) => day.conversations,
        ["conversations", "answered"],
      )}
      {tile(
        WORDS.answeredCount,
        share(totals.answered + totals.curated, asked),
        of(totals.answered + totals.curated),
        (day) => day.answered + day.curated,
        ["conversations", "answered", { outcome: "answered" }],
      )}
      {(["unsure", "declined"] as const).map((outcome) =>
        tile(WORDS[outcome], share(totals[outcome], asked), of(totals[outcome]), (day) => day[outcome], [
          "conversations",
          outcome,
          { outcome },
        ]),
      )}
      {tile(WORDS.handoffsCount, number(totals.handoffs), earlier(before.handoffs), (day) => day.handoffs, [
        "handoff",
        "",
      ])}
      {tile(
        WORDS.thumbs,
        `${number(totals.rated_up)} : ${number(totals.rated_down)}`,
        WORDS.upAndDown,
        (day) => day.rated_up + day.rated_down,
        ["conversations", "answered", { rating: "down" }],
      )}
    </div>
  );
}

/** The days from left to right; the figure above it says what it draws. */
function Sparkline({ kind, values }: { kind: string; values: number[] }) {
  const top = Math.max(1, ...values);
  const points = values.map((value, at) => `${(at / (values.length - 1)) * 100} ${20 - (value / top) * 18}`);
  return (
    <svg class={`sparkline ${kind}`} viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden="true">
      <path d={`M${points.join("L")}`} vector-effect="non-scaling-stroke" />
    </svg>
  );
}

interface Waiting {
  kind: Kind;
  what: string;
  words: string;
  detail?: string;
  act: string;
  screen: Screen;
  asked?: Record<string, string>;
  /** Is allowed on the spot. */
  origin?: string;
}

const countedOf = (one: string, many: string, { data, next_cursor }: Page<unknown>): string =>
  data.length === 1 ? one : fill(many, { count: `${data.length}${next_cursor === null ? "" : "+"}` });

async function whatWaits(api: BotApi): Promise<Waiting[]> {
  const get = <Item,>(path: string, most = MOST) =>
    api.call<Page<Item>>("GET", `${path}${path.includes("?") ? "&" : "?"}limit=${most}`);
  const [handoffs, groups, refused, sources, failed, webhooks] = await Promise.all([
    get<{ created_at: string }>("/v1/handoffs?state=open"),
    // Each that is asked for is labelled by comparing its questions, which takes time.
    get<Group>("/v1/insights/groups?state=open", GROUPS_SHOWN),
    api.call<Page<Seen>>("GET", "/v1/bot/refused-origins"),
    get<Source>("/v1/sources"),
    get<Doc>("/v1/documents?status=failed"),
    api.call<Page<{ url: string; last_delivery: string | null }>>("GET", "/v1/webhooks"),
  ]);
  const waiting: Waiting[] = [];
  const [latest] = handoffs.data;
  if (latest !== undefined) {
    waiting.push({
      kind: "passed",
      what: countedOf(WORDS.onePerson, WORDS.people, handoffs),
      words: WORDS.waitForYou,
      detail: fill(WORDS.lastOne, { time: time(latest.created_at) }),
      act: WORDS.readThem,
      screen: "handoff",
    });
  }
  for (const { group_id, label, count, last_at, questions } of groups.data) {
    waiting.push({
      kind: questions[0]?.outcome === "declined" ? "declined" : "wait",
      what: label,
      words: "",
      detail: howOften({ count, last_at }),
      act: WORDS.answerThis,
      screen: "questions",
      asked: { group: group_id },
    });
  }
  if (groups.next_cursor !== null) {
    waiting.push({
      kind: "wait",
      what: WORDS.moreGroups,
      words: WORDS.areOpen,
      act: WORDS.seeAll,
      screen: "questions",
    });
  }
  for (const { origin, count, last_at } of refused.data.slice(0, GROUPS_SHOWN)) {
    const detail = fill(WORDS.refusedTimes, { count: number(count), time: last_at === null ? "–" : time(last_at) });
    waiting.push({
      kind: "out",
      what: origin,
      words: WORDS.notListed,
      detail,
      act: WORDS.allow,
      screen: "install",
      origin,
    });
  }
  if (failed.data.length > 0) {
    const what = countedOf(WORDS.failedDocument, WORDS.failedDocuments, failed);
    const asked = { status: "failed" };
    waiting.push({ kind: "bad", what, words: WORDS.notRead, act: WORDS.seeWhy, screen: "documents", asked });
  }
  for (const source of sources.data) {
    const words = problemOf(source);
    if (words !== undefined)
      waiting.push({
        kind: "bad",
        what: bare(source.url),
        words,
        act: WORDS.seePages,
        screen: "websites",
        asked: { source: source.source_id },
      });
  }
  for (const { url, last_delivery } of webhooks.data) {
    if (last_delivery !== "failed") continue;
    waiting.push({ kind: "bad", what: bare(url), words: WORDS.webhookFails, act: WORDS.seeWhy, screen: "handoff" });
  }
  return waiting;
}

const bare = (url: string): string => url.replace(/^https?:\/\/|\/$/g, "");

function problemOf({ status, problem, last_sync }: Source): string | undefined {
  if (status === "needs-confirmation") return WORDS.confirmSource;
  if (problem) return SITES.why[problem.code]?.[0] ?? problem.detail;
  if (last_sync?.failed === 1) return WORDS.failedPage;
  if (last_sync && last_sync.failed > 0) return fill(WORDS.failedPages, { count: number(last_sync.failed) });
  return undefined;
}
