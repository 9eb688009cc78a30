/**
 * What the panel knows by itself: what is typed, what the bot looks like, which source is read on the page. Given to
 * the chat when that comes. Drawing it is the root's.
 */

import { type Face, parseFace } from "../face.ts";
import type { Desk, Mounting, SourceBeingRead } from "../handshake.ts";
import { createMemory } from "../store/memory.ts";
import type { Pristine } from "../transport/pristine.ts";
import { fitField } from "./Composer.tsx";
import { handOver } from "./jsx.ts";
import type { Strings } from "./strings.ts";

interface Around extends Pick<Desk, "laterStrings"> {
  /** What the page says of the bot, where nothing is remembered. */
  snippet: unknown;
  draw: () => void;
  onDraft: () => void;
  isShown: () => boolean;
}

export interface OwnDesk extends Desk {
  source: () => SourceBeingRead | null;
  /** It is read no more, and the panel is not taken up for that. */
  leaveSource: () => void;
  /** Says at the launcher that there is an answer, or that it was seen. */
  call: (isReady: boolean) => void;
}

/** Holds the panel, and what speaks. */
function boxesIn(frame: HTMLElement): Pick<Desk, "box" | "region"> {
  const box = document.createElement("div");
  box.className = "box ahead";
  const region = document.createElement("div");
  region.className = "hidden";
  region.ariaLive = "polite";
  frame.append(box, region);
  return { box, region };
}

export function createDesk(mounting: Mounting, pristine: Pristine, strings: Strings, around: Around): OwnDesk {
  const { frame, options, bubble } = mounting;
  const { laterStrings, snippet, draw, onDraft, isShown } = around;
  const memory = createMemory(mounting.scope, pristine, window);
  const remembered = memory.recall("face");
  const known = remembered ?? snippet;
  let face: Face | undefined = known ? parseFace(known, frame.lang) : undefined;
  let draft = memory.draft();
  let source = memory.recall("source") as SourceBeingRead | null;
  if (source && typeof source.title !== "string") source = null;
  const { box, region } = boxesIn(frame);
  const field: Desk["field"] = { current: null };
  const launcher = frame.querySelector<HTMLElement>(".launcher");
  // The launcher has no words of its own language, but for the owner's.
  const called = mounting.strings && launcher && !launcher.textContent ? strings.log : (launcher?.ariaLabel ?? "");

  const desk: OwnDesk = {
    mounting: {
      ...mounting,
      emit(event, detail) {
        // It came while nobody looked.
        if (event === "answer" && !isShown()) desk.call(true);
        mounting.emit(event, detail);
      },
    },
    memory,
    pristine,
    strings,
    laterStrings,
    box,
    region,
    field,
    face: () => face,
    isRemembered: Boolean(remembered),
    meet(told) {
      face = parseFace(told, frame.lang);
      memory.keep("face", told);
      const { accent = "" } = face.theme;
      if (!options.accent && CSS.supports("color", accent)) frame.style.setProperty("--_accent", accent);
      draw();
    },
    draft: () => draft,
    setDraft(text) {
      draft = text;
      memory.keepDraft(text);
      fitField(field.current);
      onDraft();
    },
    focusField() {
      // A phone's keyboard would lie over what is to be read: there the visitor asks for it.
      if (matchMedia("(hover: none)").matches) (box.firstElementChild as HTMLElement | null)?.focus();
      else field.current?.focus();
    },
    draw,
    handOver,
    source: () => source,
    leaveSource() {
      source = null;
      memory.keep("source", null);
    },
    putDown(next) {
      source = next;
      memory.keep("source", next);
      draw();
      if (!next) desk.focusField();
    },
    covers: () => bubble && (innerWidth < 600 || innerHeight < 480),
    call(isReady) {
      if (!launcher) return;
      launcher.classList.toggle("ready", isReady);
      launcher.ariaLabel = isReady ? `${called}: ${strings.ready}` : called;
    },
  };
  return desk;
}
