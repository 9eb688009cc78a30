/** One question that is tried: asked as a visitor would, recorded nowhere, and told how its answer came about. */

import type { NearPage, Outcome } from "../../shared/chat.ts";
import type { Trace } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { RequestError } from "../../ui/request.ts";
import { slugFrom } from "../../ui/problems.ts";
import { type Told, told } from "../load.ts";

export interface Tried {
  id: string;
  question: string;
  text: string;
  quotes: string[];
  titles: Map<string, string>;
  /** Those that came near, where none answers. */
  near: NearPage[];
  outcome: Outcome | undefined;
  trace: Trace | undefined;
  /** Milliseconds after the question. */
  first: number | undefined;
  all: number | undefined;
  /** Undefined where it went well. */
  fault: Told | undefined;
  end: "running" | "finished" | "stopped" | "cut";
}

/** @param onChange with the whole of it, as often as something of it is new */
export async function tryOut(
  api: BotApi,
  question: string,
  preview: object | undefined,
  onChange: (tried: Tried) => void,
  signal: AbortSignal,
): Promise<void> {
  const id = crypto.randomUUID();
  const begun = performance.now();
  const since = (): number => Math.round(performance.now() - begun);
  let tried: Tried = {
    id,
    question,
    text: "",
    quotes: [],
    titles: new Map(),
    near: [],
    outcome: undefined,
    trace: undefined,
    first: undefined,
    all: undefined,
    fault: undefined,
    end: "running",
  };
  const set = (change: Partial<Tried>): void => onChange((tried = { ...tried, ...change }));
  set({});
  const body = {
    id: `try-${id}`,
    message: { id, role: "user", parts: [{ type: "text", text: question }] },
    visitor_id: "console",
    trace: true,
    record: false,
    ...(preview && { preview }),
  };
  try {
    await api.stream(
      "/v1/chat",
      body,
      (chunk) => {
        if (chunk.type === "text-delta") set({ text: tried.text + chunk.delta, first: tried.first ?? since() });
        if (chunk.type === "source-url" || chunk.type === "source-document")
          set({ titles: new Map(tried.titles).set(chunk.sourceId, chunk.title) });
        if (chunk.type === "data-citation") set({ quotes: [...tried.quotes, chunk.data.quote] });
        if (chunk.type === "data-pages") set({ near: chunk.data.pages });
        if (chunk.type === "data-trace") set({ trace: chunk.data as unknown as Trace });
        if (chunk.type === "data-problem")
          set({ fault: told(new RequestError(slugFrom(chunk.data), chunk.data.detail)) });
        if (chunk.type === "finish") set({ outcome: chunk.messageMetadata.outcome, all: since(), end: "finished" });
        if (chunk.type === "error" && tried.fault === undefined) set({ fault: { text: chunk.errorText } });
      },
      signal,
    );
    if (tried.end === "running") set({ end: "cut", all: since() });
  } catch (error) {
    set(signal.aborted ? { end: "stopped" } : { end: "cut", fault: told(error) });
  }
}
