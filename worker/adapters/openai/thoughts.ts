/**
 * Leaves out what an open model thinks aloud, on servers that do not part it from the answer: it speaks of the
 * instructions, and is no answer. Ends the answer where a word of the model's template begins another turn.
 */

export interface ThoughtFilter {
  /** What of the answer can be told so far. */
  push(text: string): string;
  /** What was held back, once no more comes. Thoughts that never ended are not told. */
  end(): string;
  /** True once a word of the template has ended the answer: nothing that follows belongs to it. */
  readonly ended: boolean;
}

/** What an isolate has learned of a model: some begin to think without saying so, and say only when they are through. */
export interface ThoughtHabits {
  thinksUnsaid: boolean;
}

const NAMES =
  "think|thinking|thought|thoughts|reasoning|reason|reflection|analysis|scratchpad|inner_monologue|seed:think";
const OPENING = new RegExp(
  String.raw`^\s*(?:<(${NAMES})(?:\s[^<>]{0,60})?>|\[(THINK)\]|<\|(?:begin_of_thought|thinking|START_THINKING)\|>|◁think▷|<unused94>)`,
  "i",
);
const CLOSING = new RegExp(
  String.raw`<\/(?:${NAMES})>|\[\/THINK\]|<\|(?:end_of_thought|\/thinking|END_THINKING)\|>|◁\/think▷|<unused95>`,
  "i",
);
const ANY_OPENING = new RegExp(`<(?:${NAMES})\\b|\\[THINK\\]`, "i");
/** What may still become an opening. */
const OPENING_BEGUN = /^\s*(?:<[a-z_:|/\d]{0,20}(?:\s[^<>]{0,60})?|\[T?H?I?N?K?|◁t?h?i?n?k?)?$/i;
const LONGEST_TAG = 60;
/** UTF-16 units of a line that are looked at for ticks. */
const LONGEST_LINE = 2_000;

// Harmony: `<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…`.
const CHANNEL = /^\s*(?:<\|start\|>assistant)?<\|channel\|>([^<]*)(?:<\|constrain\|>[^<]*)?<\|message\|>/;
const CHANNEL_BEGUN = /^\s*<\|[^<>]*(?:\|>[^<]{0,40}(?:<\|?[a-z]*\|?(?:>[^<]{0,40}(?:<\|?[a-z]*\|?)?)?)?)?$/;
const FINAL = /<\|channel\|>final(?: ?<\|constrain\|>[^<]*)?<\|message\|>|assistantfinal(?=[^<])/;
/** The same where a server has taken the marks out and left the words. */
const BARE_CHANNEL = /^\s*analysis(?=[A-Z"'`])/;

/** Its own turn of the template, begun once more. */
const OWN_TURN =
  /^\s*(?:<bos>|<s>|<\|begin_of_text\|>|<\|im_start\|>assistant\s|<\|start_header_id\|>assistant<\|end_header_id\|>|<\|start_of_role\|>assistant<\|end_of_role\|>|<\|assistant\|>|<start_of_turn>model\s|<｜Assistant｜>|<\|START_RESPONSE\|>|<\|begin_of_box\|>)/;
const OWN_TURN_BEGUN =
  /^\s*<(?:[|｜][A-Za-z_]{0,20}(?:[|｜](?:>(?:a?s?s?i?s?t?a?n?t?(?:<\|[a-z_]{0,14}\|?)?)?)?)?|b?o?s?|start_o?f?_?t?u?r?n?(?:>m?o?d?e?l?)?)$/;
/** A turn of the template ends here, whichever role follows. */
const ENDS =
  /<\|(?:im_end|im_start|eot_id|eom_id|end|endoftext|end_of_text|return|call|start_header_id|start_of_role|user|assistant|system|observation|END_OF_TURN_TOKEN|START_OF_TURN_TOKEN)\|>|<｜[^｜<>\n]{1,40}｜>|<\/s>|<(?:end|start)_of_turn>|\[\/?INST\]|<eos>|<tool_calls?>|\[TOOL_CALLS\]|<\|python_tag\|>|<\|(?:end_of_box|END_RESPONSE)\|>/i;
const END_BEGUN = /(?:<(?:[|｜][^|｜<>\n]{0,40}[|｜]?|\/?[a-z_:]{0,16})?|\[\/?[A-Z_]{0,10})$/i;

/** Thoughts under a word of their own, up to the word "Answer". Without that they were the answer. */
const LABELLED = /^\s*(?:\*\*|#{1,4} )?(?:thoughts?|thinking|reasoning)(?: process)?(?:\*\*:?|:(?:\*\*)?|(?=\n))\s/i;
const LABELLED_BEGUN = new RegExp(
  String.raw`^\s*(?:\*{1,2}|#{1,4} ?)?(?:${["thoughts", "thought process", "thinking process", "reasoning process"].map(begunWord).join("|")})?[*:]{0,3}$`,
  "i",
);
const ANSWER_LABEL = /\n[ \t]*(?:\*\*|#{1,4} )?(?:final )?(?:answer|response)(?:\*\*:?|:(?:\*\*)?|(?=\n))/i;

/** A pattern for every beginning of some words. */
function begunWord(words: string): string {
  return Array.from(words).reduceRight((rest, letter) => `${letter}(?:${rest})?`, "");
}

const openingsIn = (text: string): number => text.match(new RegExp(ANY_OPENING.source, "gi"))?.length ?? 0;

/** How those begin who think without a tag, and what they then speak of. */
const MUSINGS =
  "okay|ok|alright|all right|hmm|well|so|let me|let's|let’s|we need|we have|we are|we must|we should|i need|i should|i must|i have|i will|i am|i'll|i'm|first|the user|the visitor|the question|the customer|user|looking at|to answer|now|wait|got it|thinking|analysis|here's a think|here's my think|嗯|好的|好，|用户|首先|まず|ユーザー".split(
    "|",
  );
const SPEAKS_OF =
  /(?<!\p{L})(?:the (?:user|visitor|customer)|user (?:is|asks|wants|asked)|asks? (?:about|for|how|what|whether)|the question|the sources?|source \[?\d|the (?:rules|instructions|prompt|context)|we need to|i need to|i should|用户|ユーザー)(?!\p{L})/iu;
const MUSING_LENGTH = 240;

/** Only at the beginning: further on a tag may be a word of the documents. */
export function createThoughtFilter(habits: ThoughtHabits = { thinksUnsaid: false }): ThoughtFilter {
  let held = "";
  let at: "beginning" | "thoughts" | "nested" | "labelled" | "unsaid" | "answer" = habits.thinksUnsaid
    ? "unsaid"
    : "beginning";
  let ended = false;
  /** Thoughts that were begun within thoughts. */
  let depth = 0;
  /** What was told of the current line. */
  let line = "";
  /** The answer itself speaks of such tags. */
  let wasOpened = false;

  function begin(final: boolean): string {
    const turn = OWN_TURN.exec(held);
    if (turn) {
      held = held.slice(turn[0].length);
      return begin(final);
    }
    const labelled = LABELLED.exec(held);
    if (labelled) {
      at = "labelled";
      return think();
    }
    const channel = CHANNEL.exec(held);
    if (channel || BARE_CHANNEL.test(held)) {
      const isFinal = channel !== null && /final/.test(channel[1]!);
      held = isFinal ? held.slice(channel[0].length) : held;
      at = isFinal ? "answer" : "thoughts";
      return isFinal ? answer(final) : think();
    }
    const opening = OPENING.exec(held);
    if (opening) {
      held = held.slice(opening[0].length);
      at = "thoughts";
      return think();
    }
    if (!final && (OWN_TURN_BEGUN.test(held) || LABELLED_BEGUN.test(held))) return "";
    if (!final && (OPENING_BEGUN.test(held) || CHANNEL_BEGUN.test(held) || "analysis".startsWith(held.trimStart())))
      return "";
    // The end of thoughts whose beginning stood in the prompt.
    const closing = CLOSING.exec(held);
    if (closing && !ANY_OPENING.test(held.slice(0, closing.index)) && !isCode(held.slice(0, closing.index))) {
      at = "unsaid";
      return think();
    }
    if (mayMuse(held)) {
      if (SPEAKS_OF.test(held)) {
        at = "unsaid";
        return think();
      }
      if (!final && held.length < MUSING_LENGTH) return "";
    }
    at = "answer";
    return answer(final);
  }

  function think(): string {
    const closing = at === "labelled" ? ANSWER_LABEL.exec(held) : (CLOSING.exec(held) ?? FINAL.exec(held));
    if (closing === null) {
      depth += at === "thoughts" ? openingsIn(held.slice(0, -LONGEST_TAG)) : 0;
      // Of thoughts that were said to be some no more is kept than what may be the beginning of their end.
      if (at === "thoughts") held = held.slice(-LONGEST_TAG);
      return "";
    }
    if (at === "unsaid") habits.thinksUnsaid = true;
    if (at === "thoughts" || at === "nested") depth += openingsIn(held.slice(0, closing.index));
    held = held.slice(closing.index + closing[0].length);
    // Thoughts within thoughts, or a word about them: where no second end comes, what follows was the answer.
    if (depth > 0 && at !== "unsaid" && at !== "labelled") {
      depth -= 1;
      at = "nested";
      return CLOSING.test(held) ? think() : "";
    }
    // Some begin again at once.
    at = "beginning";
    return OPENING.test(held) || OPENING_BEGUN.test(held) || CHANNEL_BEGUN.test(held) ? begin(false) : leave();
  }

  function leave(): string {
    at = "answer";
    return answer(false);
  }

  function answer(final: boolean): string {
    const closing = CLOSING.exec(held);
    wasOpened ||= ANY_OPENING.test(line + held.slice(0, closing?.index));
    if (closing !== null && !wasOpened && !isCode(line + held.slice(0, closing.index))) {
      // What was told were thoughts that began like an answer. They cannot be taken back, but the next ones can be held.
      habits.thinksUnsaid = true;
      held = held.slice(0, closing.index) + held.slice(closing.index + closing[0].length);
    }
    const end = ENDS.exec(held);
    if (end !== null && !isCode(line + held.slice(0, end.index))) {
      ended = true;
      const text = held.slice(0, end.index).replace(CLOSING, "");
      held = "";
      return text;
    }
    const keep = final ? held.length : (END_BEGUN.exec(held)?.index ?? held.length);
    const text = held.slice(0, keep);
    held = held.slice(keep);
    line = (line + text).slice(-LONGEST_LINE);
    line = line.slice(line.lastIndexOf("\n") + 1);
    return text;
  }

  return {
    push(text) {
      if (ended) return "";
      held += text;
      if (at === "beginning") return begin(false);
      return at === "answer" ? answer(false) : think();
    },
    end() {
      if (ended || at === "thoughts") return "";
      if (at === "nested" || at === "labelled") {
        at = "answer";
        return answer(true);
      }
      if (at === "unsaid") {
        // No end of thoughts came: it was an answer, and the next one need not wait for such an end.
        habits.thinksUnsaid = false;
        at = "answer";
        return answer(true);
      }
      return at === "beginning" ? begin(true) : answer(true);
    },
    get ended() {
      return ended;
    },
  };
}

function mayMuse(text: string): boolean {
  const begun = text.trimStart().toLowerCase();
  return MUSINGS.some((musing) => {
    if (!begun.startsWith(musing)) return musing.startsWith(begun);
    // A word of its own: "Sofas" do not begin with "so".
    return !/^\p{L}/u.test(begun.slice(musing.length)) || /\P{ASCII}/u.test(musing);
  });
}

/** Behind a tick on the same line it is a word that somebody explains. */
function isCode(before: string): boolean {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return (line.match(/`/g)?.length ?? 0) % 2 === 1;
}
