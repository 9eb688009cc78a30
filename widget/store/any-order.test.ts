/**
 * The store against a server that keeps the contract, over a network that does not: whatever happens in
 * whatever order, nothing is lost, nothing is answered twice, and page and server agree in the end. Every
 * schedule is drawn from its number, so a failure can be run again.
 */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ChatMessage } from "../../shared/chat.ts";
import type { StreamChunk } from "../../shared/stream.ts";
import { isTerminal } from "../../shared/stream.ts";
import { RequestError } from "../../ui/request.ts";
import type { History, OnChunk, Question, Transport } from "../transport/transport.ts";
import { type ChatStore, createChatStore } from "./chat-store.ts";
import type { Kept, Memory } from "./memory.ts";

/** `FIRST=538 SCHEDULES=1` plays one of them again. */
const FIRST = Number(process.env.FIRST ?? 1);
const SCHEDULES = Number(process.env.SCHEDULES ?? 500);

/** The same numbers for the same seed (mulberry32). */
function createDraw(seed: number) {
  let state = seed;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    chance: (probability: number) => draw() < probability,
    below: (most: number) => Math.floor(draw() * most),
    pick: <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * items.length)]!,
  };
}
type Draw = ReturnType<typeof createDraw>;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

interface Answer {
  id: string;
  events: StreamChunk[];
  running: boolean;
  status: "streaming" | "complete" | "stopped" | "failed";
  changed: () => void;
  change: Promise<void>;
}

interface Asked {
  id: string;
  text: string;
  answers: Answer[];
}

/** What `worker/durable/conversation.ts` does, without its storage. */
function createServer(draw: Draw, log: (what: string) => void) {
  const conversations = new Map<string, Asked[]>();
  /** Answers begun, over all conversations. */
  let generations = 0;
  let healthy = false;
  const of = (id: string) => conversations.get(id) ?? [];
  const runningIn = (asked: readonly Asked[]) => asked.flatMap(({ answers }) => answers).find(({ running }) => running);

  function emit(answer: Answer, chunk: StreamChunk): void {
    answer.events.push(chunk);
    if (isTerminal(chunk)) answer.running = false;
    answer.changed();
    ({ promise: answer.change, resolve: answer.changed } = Promise.withResolvers<void>());
  }

  function fail(answer: Answer): void {
    answer.status = "failed";
    emit(answer, {
      type: "data-problem",
      data: { type: "https://x/problems/upstream-failed" } as never,
      transient: true,
    });
    emit(answer, { type: "error", errorText: "Failed." });
  }

  async function generate(conversation: string, question: Asked, answer: Answer): Promise<void> {
    const words = 1 + draw.below(6);
    const fails = !healthy && draw.chance(0.1) ? draw.below(words) : -1;
    const pause = draw.pick([1, 30, 400, 1_500]);
    await sleep(draw.below(500));
    emit(answer, { type: "start", messageId: answer.id, messageMetadata: { conversation_id: conversation } });
    emit(answer, { type: "text-start", id: "t" });
    for (let word = 0; word < words; word++) {
      await sleep(draw.below(pause));
      if (!answer.running) return;
      if (word === fails) return fail(answer);
      emit(answer, { type: "text-delta", id: "t", delta: `${question.text}${answer.id}.${word} ` });
    }
    await sleep(draw.below(pause));
    if (!answer.running) return;
    answer.status = "complete";
    const usage = { input_tokens: 1, output_tokens: 1 };
    emit(answer, {
      type: "finish",
      finishReason: "stop",
      messageMetadata: { answered: true, grounded: false, usage },
    });
  }

  const textOf = ({ events }: Answer) =>
    events.map((event) => (event.type === "text-delta" ? event.delta : "")).join("");

  return {
    conversations,
    heal: () => {
      healthy = true;
    },
    isHealthy: () => healthy,

    /** @returns the answer to follow from its first event */
    chat({ conversation, id, text, again }: Question): Answer {
      const asked = of(conversation);
      const known = asked.find((each) => each.id === id);
      const last = known?.answers.at(-1);
      if (known && known.text !== text) throw new RequestError("conflict", "Another text.");
      if (last?.running) return last;
      // One that has been replaced already is not replaced again.
      const isReplaced = known?.answers.slice(0, -1).some((answer) => answer.id === again);
      if (last && last.status !== "failed" && (!again || isReplaced)) return last;
      if (runningIn(asked)) throw new RequestError("conflict", "Still being written.");
      if (known && known !== asked.at(-1)) throw new RequestError("conflict", "Only the last one.");
      const question = known ?? { id, text, answers: [] };
      if (!known) conversations.set(conversation, [...asked, question]);
      const { promise, resolve } = Promise.withResolvers<void>();
      const answer: Answer = {
        id: `a${++generations}`,
        events: [],
        running: true,
        status: "streaming",
        changed: resolve,
        change: promise,
      };
      question.answers.push(answer);
      log(`server: ${text} is answered as ${answer.id}`);
      void generate(conversation, question, answer);
      return answer;
    },

    find(conversation: string, id: string): Answer | undefined {
      const answers = of(conversation).flatMap((each) => each.answers);
      return id ? answers.find((answer) => answer.id === id) : of(conversation).at(-1)?.answers.at(-1);
    },

    stop(conversation: string): void {
      const answer = runningIn(of(conversation));
      if (!answer) return;
      answer.status = "stopped";
      emit(answer, { type: "abort", reason: "Stopped." });
    },

    crash(): void {
      for (const asked of conversations.values()) {
        const answer = runningIn(asked);
        if (!answer) continue;
        log(`server: crashes in ${answer.id}`);
        // The last second was not stored yet.
        answer.events.splice(draw.below(answer.events.length + 1));
        answer.running = false;
        fail(answer);
      }
    },

    view(conversation: string): History {
      const asked = of(conversation);
      const messages: ChatMessage[] = [];
      for (const { id, text, answers } of asked) {
        messages.push({ id, role: "user", parts: [{ type: "text", text }] });
        const answer = answers.at(-1)!;
        const parts = answer.running ? [] : [{ type: "text" as const, text: textOf(answer) }];
        messages.push({ id: answer.id, role: "assistant", parts, metadata: { status: answer.status } });
      }
      return { messages, running: Boolean(runningIn(asked)) };
    },
    textOf,
  };
}
type Server = ReturnType<typeof createServer>;

/** The network between: late, lost on the way there or back, cut. */
function createTransport(server: Server, draw: Draw, isOnline: () => boolean): Transport {
  async function travel(signal?: AbortSignal): Promise<void> {
    await sleep(draw.pick([0, 5, 40, 700]) + draw.below(20));
    signal?.throwIfAborted();
    if (!isOnline() || (!server.isHealthy() && draw.chance(0.12))) throw new RequestError("network", "Lost.");
    if (!server.isHealthy() && draw.chance(0.03)) throw new RequestError(draw.pick(["internal", "rate-limited"]), "");
  }

  async function call<Result>(run: () => Result, signal?: AbortSignal): Promise<Result> {
    await travel(signal);
    const result = run();
    await travel(signal);
    return result;
  }

  async function follow(answer: Answer, seen: number, onChunk: OnChunk, signal: AbortSignal): Promise<void> {
    const cut = !server.isHealthy() && draw.chance(0.3) ? draw.below(8) : Infinity;
    // A connection may tell an answer from its beginning.
    for (let at = draw.chance(0.2) ? 0 : seen, told = 0; ; at++, told++) {
      while (at >= answer.events.length) {
        if (!answer.running) return;
        await answer.change;
      }
      await sleep(draw.below(10));
      if (signal.aborted) throw new RequestError("network", "Aborted.");
      if (told >= cut || !isOnline()) throw new RequestError("network", "Cut.");
      const chunk = answer.events[at];
      // A crash took it.
      if (!chunk) return;
      onChunk(at + 1, chunk);
      if (isTerminal(chunk)) return;
    }
  }

  return {
    config: () => call(() => ({})),
    list: () => call(() => []),
    remove: () => call(() => {}),
    handOff: () => call(() => ""),
    history: (conversation) => call(() => structuredClone(server.view(conversation))),
    async ask(question, onChunk, signal) {
      await follow(await call(() => server.chat(question), signal), 0, onChunk, signal);
    },
    async resume(conversation, id, seen, onChunk, signal) {
      const answer = await call(() => server.find(conversation, id), signal);
      if (!answer || (!answer.running && seen === answer.events.length) || (!answer.running && !id)) return false;
      await follow(answer, seen, onChunk, signal);
      return true;
    },
    stop: (conversation) => call(() => server.stop(conversation)),
    rate: () => call(() => {}),
  };
}

/** One visitor, with one or two tabs on one device. */
function createDevice(server: Server, draw: Draw, log: (what: string) => void) {
  let online = true;
  let waiting: (() => void)[] = [];
  let kept: Kept = {};
  const tabs: (ChatStore | undefined)[] = [undefined, undefined];
  /** What each tab keeps of what was said, as text: storage holds nothing else. */
  const said = ["", ""];

  function open(at: number): ChatStore {
    const memory: Memory = {
      read: () => structuredClone(kept),
      write: (fields) => {
        kept = structuredClone({ ...kept, ...fields }) as Kept;
        const others = tabs.filter((_tab, other) => other !== at);
        // Other tabs hear of it a moment later.
        setTimeout(() => others.forEach((tab) => tab !== undefined && tabs.includes(tab) && tab.refresh()), 1);
      },
      recall: () => (said[at] ? (JSON.parse(said[at]) as unknown) : undefined),
      keep: (_name, value) => void (said[at] = value ? JSON.stringify(value) : ""),
      draft: () => "",
      keepDraft: () => {},
      watch: () => () => {},
    };
    const store = createChatStore({
      transport: createTransport(server, draw, () => online),
      memory,
      patience: {
        isOnline: () => online,
        wait: (ms, signal) =>
          Promise.race([sleep(ms), new Promise<void>((done) => signal.addEventListener("abort", () => done()))]),
        online: (signal) =>
          new Promise((done) => {
            if (online || signal.aborted) return done();
            waiting.push(done);
            signal.addEventListener("abort", () => done());
          }),
      },
      emit: () => {},
      visitor: () => "",
      soon: (run) => void setTimeout(run, 16),
      onConfig: () => {},
      mayAsk: () => true,
      onAnother: () => {},
      warn: () => {},
    });
    tabs[at] = store;
    store.begin();
    return store;
  }

  return {
    tabs,
    open,
    close(at: number) {
      const tab = tabs[at];
      tab?.pause();
      tab?.destroy();
      tabs[at] = undefined;
    },
    setOnline(next: boolean) {
      if (online === next) return;
      online = next;
      log(`device: ${next ? "online" : "offline"}`);
      if (next) for (const done of waiting.splice(0)) done();
      for (const tab of tabs) tab?.online(next);
    },
    isOnline: () => online,
    kept: () => kept,
  };
}

/** @param calm the network is slow and nothing else, there is one tab, and nobody looks again in the end */
async function play(seed: number, calm: boolean): Promise<void> {
  const draw = createDraw(seed);
  const story: string[] = [];
  let now = 0;
  const log = (what: string) => void story.push(`${now} ${what}`);
  const server = createServer(draw, log);
  const device = createDevice(server, draw, log);
  const sent: string[] = [];
  let retries = 0;
  let stopped = false;
  /** Questions that were stopped last: the word for it may come to the server before the question. */
  const overtaken = new Set<string>();
  device.open(0);
  if (calm) server.heal();

  const act = (): void => {
    const at = device.tabs[1] && draw.chance(0.4) ? 1 : 0;
    const store = device.tabs[at]!;
    // Who has stopped an answer often asks for another one.
    const what = stopped && draw.chance(0.5) ? 50 : draw.below(100);
    stopped = what >= 34 && what < 46;
    if (what < 34) {
      const text = `Q${sent.length}?`;
      if (store.send(text)) {
        sent.push(text);
        log(`tab ${at}: asks ${text}`);
      }
    } else if (what < 46) {
      log(`tab ${at}: stops`);
      if (store.state().asking) overtaken.add(store.state().asking);
      store.stop();
    } else if (what < 64) {
      // Where there is a button for it.
      const { turns, phase, notice } = store.state();
      const isRunning = phase === "submitted" || phase === "streaming";
      const unsent = isRunning ? [] : turns.filter(({ status }) => status === "unsent");
      const one = draw.chance(0.5) && unsent.length > 0 ? draw.pick(unsent) : undefined;
      if (!one && !notice && !/unsent|stopped|failed/.test(turns.at(-1)?.status ?? "")) return;
      log(`tab ${at}: tries again ${one?.text ?? ""}`);
      retries++;
      store.retry(one?.id);
      overtaken.delete(store.state().asking);
    } else if (what < 74) {
      log(`tab ${at}: is loaded again`);
      device.close(at);
      device.open(at);
    } else if (what < 80) {
      log(`tab ${at}: sleeps and wakes`);
      store.pause();
      setTimeout(() => device.tabs[at] === store && store.refresh(), draw.below(3_000));
    } else if (what < 84 && !calm) {
      if (device.tabs[1]) device.close(1);
      else device.open(1);
      log(`tab 1: ${device.tabs[1] ? "opens" : "closes"}`);
    } else if (what < 90 && !calm) device.setOnline(!device.isOnline());
    else if (what < 93 && !calm) server.crash();
    else store.resume();
  };

  const pass = async (ms: number): Promise<void> => {
    now += ms;
    await vi.advanceTimersByTimeAsync(ms);
  };
  for (let step = 0; step < 25; step++) {
    act();
    await pass(draw.pick([0, 3, 60, 500, 4_000]));
  }
  // The network and the server are well from here on, and the visitor sees to what is left.
  server.heal();
  device.setOnline(true);
  await pass(60_000);
  if (device.tabs[1]) device.close(1);
  const store = device.tabs[0]!;
  if (!calm) store.refresh();
  await pass(60_000);
  log("all is well");
  for (let round = 0; round < 30; round++) {
    const { phase, turns, notice } = store.state();
    // Also one that was stopped before the server had it.
    const unsent = turns.find(({ role, status }) => status === "unsent" || (role === "user" && status === "stopped"));
    if (phase === "ready" && !unsent && !notice) break;
    log(
      `tries again in ${phase} ${notice?.slug}: ${turns.map(({ text, status }) => `${text.trim()} ${status}`).join(", ")}`,
    );
    retries++;
    store.retry(unsent?.id);
    await pass(60_000);
    if (calm) continue;
    // As when the visitor comes back to the tab.
    store.refresh();
    await pass(60_000);
  }

  const told = () => `schedule ${seed}:\n${story.join("\n")}\n`;
  const { phase, turns, notice, conversation } = store.state();
  expect({ phase, notice }, told()).toEqual({ phase: "ready", notice: null });
  const asked = server.conversations.get(conversation) ?? [];
  // Nothing is lost, and nothing is there twice; but two tabs that ask their first question in the same moment begin
  // two conversations.
  const all = [...server.conversations.values()].flat().map(({ text }) => text);
  expect([...new Set(all)].toSorted(), told()).toEqual(sent.toSorted());
  if (server.conversations.size === 1) expect(all.length, told()).toBe(sent.length);
  // What is shown is what the server has. The order may differ: a question that waited stands where it was asked.
  const shown = new Map<string, string[]>();
  for (const { id, role, text, status } of turns) {
    if (role === "user") shown.set(id, [status]);
    else [...shown.values()].at(-1)!.push(status, text);
  }
  expect([...shown.keys()].toSorted(), told()).toEqual(asked.map(({ id }) => id).toSorted());
  for (const { id, answers } of asked) {
    const answer = answers.at(-1)!;
    const [question, status, text] = shown.get(id)!;
    if (calm && overtaken.has(id)) continue;
    expect([question, status], told()).toEqual(["complete", answer.status]);
    // What a crash took from the server may still be read here, and what a stop cut off there may not.
    if (answer.status === "complete") expect(text, told()).toBe(server.textOf(answer));
  }
  if (!calm) expect(device.kept().open ?? {}, told()).toEqual({});
  // An answer that did not fail is made again only where the visitor asked for it.
  const again = [...server.conversations.values()]
    .flat()
    .flatMap(({ answers }) => answers.slice(0, -1).filter(({ status }) => status !== "failed"));
  expect(again.length, told()).toBeLessThanOrEqual(retries);
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

it.each([
  ["slow", true],
  ["bad", false],
])(
  `loses nothing and repeats nothing on a %s network in any of ${SCHEDULES} schedules`,
  { timeout: 600_000 },
  async (_what, calm) => {
    for (let seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
      await expect(play(seed, calm)).resolves.toBeUndefined();
      vi.clearAllTimers();
    }
  },
);
