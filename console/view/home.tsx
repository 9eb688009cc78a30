/** The last weeks in figures, and what waits for the owner. */

import { fill } from "../../ui/fill.ts";
import type { Doc, Group, Numbers, Source } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useLoad } from "../load.ts";
import { addressOf, type Screen } from "../route.ts";
import { number, WORDS } from "../words.ts";
import { Loaded, State } from "./parts.tsx";

const DAYS = 28;

export function Home({ api }: { api: BotApi }) {
  const numbers = useLoad(() => api.call<Numbers>("GET", `/v1/insights/numbers?days=${DAYS}`), []);
  const waiting = useLoad(() => whatWaits(api), []);
  return (
    <>
      <section class="card">
        <h2>{WORDS.lastDays}</h2>
        <Loaded of={numbers}>
          {({ totals }) => (
            <dl class="figures">
              <Figure name={WORDS.conversationsCount} count={totals.conversations} />
              <Figure name={WORDS.questionsCount} count={totals.questions} />
              <Figure name={WORDS.answeredCount} count={totals.answered + totals.curated} />
              <Figure name={WORDS.unansweredCount} count={totals.unsure + totals.declined} />
              <Figure name={WORDS.handoffsCount} count={totals.handoffs} />
            </dl>
          )}
        </Loaded>
      </section>
      <section class="card">
        <h2>{WORDS.attention}</h2>
        <Loaded of={waiting}>
          {(list) =>
            list.length === 0 ? (
              <p class="empty">{WORDS.nothing}</p>
            ) : (
              <ul class="rows">
                {list.map(({ words, screen, kind }) => (
                  <li key={words}>
                    <State kind={kind}>
                      <a href={addressOf(api.botId, screen)}>{words}</a>
                    </State>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      <p>
        <a href={addressOf(api.botId, "install")}>{WORDS.toInstall}</a>
      </p>
    </>
  );
}

function Figure({ name, count }: { name: string; count: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{number(count)}</dd>
    </div>
  );
}

interface Waiting {
  words: string;
  screen: Screen;
  kind: "wait" | "bad";
}

const counted = (one: string, many: string, count: number): string =>
  count === 1 ? one : fill(many, { count: `${count}` });

async function whatWaits(api: BotApi): Promise<Waiting[]> {
  const [groups, failed, sources] = await Promise.all([
    api.list<Group>("/v1/insights/groups?state=open"),
    api.list<Doc>("/v1/documents?status=failed"),
    api.list<Source>("/v1/sources"),
  ]);
  const waiting: Waiting[] = [];
  if (groups.length > 0) {
    const words = counted(WORDS.openGroup, WORDS.openGroups, groups.length);
    waiting.push({ words, screen: "questions", kind: "wait" });
  }
  if (failed.length > 0) {
    const words = counted(WORDS.failedDocument, WORDS.failedDocuments, failed.length);
    waiting.push({ words, screen: "documents", kind: "bad" });
  }
  for (const source of sources) {
    const words = problemOf(source);
    if (words !== undefined) waiting.push({ words, screen: "websites", kind: "bad" });
  }
  return waiting;
}

function problemOf({ url, status, problem, last_sync }: Source): string | undefined {
  if (status === "needs-confirmation") return fill(WORDS.confirmSource, { url });
  if (problem) return fill(WORDS.failedSource, { url, problem: problem.detail });
  if (last_sync && last_sync.failed > 0) return fill(WORDS.failedPages, { url, count: `${last_sync.failed}` });
  return undefined;
}
