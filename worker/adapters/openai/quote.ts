/**
 * How text of others is put into a prompt: every line behind a mark, so that no document and no visitor can write a word
 * that is not marked as a quotation, and without the words that end a turn in the templates of open models.
 */

/** Every line with a mark no text can shed: also lines by the rarer line ends, which models take for breaks. */
export function quote(text: string): string {
  return disarm(text)
    .split(/\r\n|[\n\r\v\f\x85\u2028\u2029]/)
    .map((line) => `> ${line}`)
    .join("\n");
}

export function oneLine(text: string): string {
  return disarm(text)
    .replace(/[\s\x85\p{Cc}]+/gu, " ")
    .trim();
}

// ChatML, Llama, Gemma, Harmony, Command and Granite (`<|…|>`), DeepSeek (`<｜…｜>`), Mistral (`[TOOL_CALLS]`), ChatGLM
// (`[gMASK]`), the tags of thoughts and tools, and of sentences.
const ANGLED = String.raw`<(?=[|｜][^|｜<>\n]{1,40}[|｜]>|\/?s>|<\/?SYS>>|(?:start|end)_of_turn>|(?:start|end)_of_image>|\/?(?:bos|eos|pad|unk|sop|eop)>|\/?(?:think|thinking|tool_call|tool_calls|tool_response|tools|function_calls|system|assistant)>)`;
const SQUARE = String.raw`\[(?=\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|CALL_ID|ARGS|THINK|IMG|PREFIX|SUFFIX|MIDDLE|REFERENCE_DOC_\d*|gMASK|sMASK|MASK)\])`;
const ARMED = new RegExp(`${ANGLED}|${SQUARE}`, "gi");
// Alpaca's and Vicuna's turns are lines of plain words.
const TURN_LINES = /^(?=#{2,3} ?(?:Instruction|Response|Human|Assistant|User|System|Input)s?:)/gim;

/**
 * Words that end a turn and begin another in the templates of open models. Their servers find them in text as
 * well: with a blank inside they are text.
 */
export function disarm(text: string): string {
  return text.replace(ARMED, "$& ").replace(TURN_LINES, "\\");
}
