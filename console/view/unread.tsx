/** Beside a question that found nothing: whether there was anything to find, and how far the reading is. */

import { fill } from "../../ui/fill.ts";
import type { Doc, Page, Source } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { POLL_MS, useLoad } from "../load.ts";
import { SAID as W } from "../words/playground.ts";
import { number } from "../words.ts";
import { State } from "./parts.tsx";

interface Reading {
  isEmpty: boolean;
  found: number;
  fetched: number;
}

async function look(api: BotApi): Promise<Reading> {
  const [sources, ready] = await Promise.all([
    api.list<Source>("/v1/sources"),
    api.call<Page<Doc>>("GET", "/v1/documents?status=ready&limit=1"),
  ]);
  const running = sources.flatMap(({ status, progress }) => (status === "syncing" && progress ? [progress] : []));
  const sum = (of: "found" | "fetched") => running.reduce((all, progress) => all + progress[of], 0);
  return { isEmpty: ready.data.length === 0, found: sum("found"), fetched: sum("fetched") };
}

export function Unread({ api }: { api: BotApi }) {
  const { data } = useLoad(
    () => look(api),
    [],
    ({ found }) => (found > 0 ? POLL_MS : undefined),
  );
  if (data === undefined || (!data.isEmpty && data.found === 0)) return null;
  const { isEmpty, found, fetched } = data;
  return (
    <p>
      <State kind={found > 0 ? "busy" : "out"}>
        <span>
          {isEmpty ? W.nothingRead : W.notAllRead}{" "}
          {found > 0 && fill(W.readSoFar, { fetched: number(fetched), found: number(found) })}
        </span>
      </State>
    </p>
  );
}
