/** A bot that is called by its site's address is called as the site calls itself: a new one at once, an older one by a click. */

import { useEffect, useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Bot, Source } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { type Loading, useDoing } from "../load.ts";
import { SAID as W } from "../words/websites.ts";
import { Button, Problem } from "./parts.tsx";
import { Undo } from "./saving.tsx";
import { isByAddress } from "./web-address.ts";

interface Props {
  api: BotApi;
  bot: Loading<Bot>;
  source: Source;
  /** Its owner has just made it, and typed no name. */
  isNew: boolean;
}

export function SiteName({ api, bot, source: { url, site_name: site }, isNew }: Props) {
  const name = bot.data?.name ?? "";
  const isOffered = site !== null && isByAddress(name, url);
  const [before, setBefore] = useState<string>();
  const doing = useDoing();
  const call = (name: string) =>
    void doing.run(async () => {
      await api.call("PATCH", "/v1/bot", { name });
      bot.again();
    });
  useEffect(() => {
    // Once: taken back, it stays as it was.
    if (!isNew || !isOffered || before !== undefined) return;
    setBefore(name);
    call(site);
  }, [isNew && isOffered]);
  return (
    <>
      {before !== undefined && name === site && <Undo text={fill(W.named, { name })} undo={() => call(before)} />}
      {isOffered && (!isNew || before !== undefined) && !doing.busy && (
        <p class="notice">
          <span>{fill(W.callsItself, { name: site })}</span>
          <Button onClick={() => call(site)}>{W.takeName}</Button>
        </p>
      )}
      <Problem told={doing.problem} />
    </>
  );
}
