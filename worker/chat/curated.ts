/** A curated answer as it is said: the owner's words and nothing else, with the marker of the one source they are. */

import type { StreamChunk } from "../../shared/stream.ts";
import type { CuratedMatch } from "../knowledge/curated.ts";

/** Between text and marker, which is glued to no word of the owner's. */
const MARKER = " [1]";

export function* tellCurated({ question, answer, url }: CuratedMatch): Iterable<StreamChunk> {
  const id = "answer";
  const start = answer.length + 1;
  yield { type: "text-start", id };
  yield { type: "text-delta", id, delta: answer + MARKER };
  yield url === null
    ? { type: "source-document", sourceId: "1", mediaType: "text/markdown", title: question }
    : { type: "source-url", sourceId: "1", url, title: question };
  yield {
    type: "data-citation",
    // It is whole: nothing stands above or around it.
    data: {
      source_id: "1",
      quote: answer,
      url,
      start,
      end: start + MARKER.length - 1,
      path: [],
      before: "",
      after: "",
    },
  };
  yield { type: "text-end", id };
}
