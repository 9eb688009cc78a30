/**
 * The story of an answer, read with the first question of an isolate and not at its start: nothing else needs the
 * words and patterns of its chapters, which take longer to make than all the rest.
 */

import type { StreamChunk } from "../../shared/stream.ts";
import { createOnce } from "../once.ts";
import type { answer } from "./answer.ts";

export const readStory = createOnce(() => import("./answer.ts"));

export async function* tellAnswer(...given: Parameters<typeof answer>): AsyncGenerator<StreamChunk, void> {
  const story = await readStory();
  yield* story.answer(...given);
}
