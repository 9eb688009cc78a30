/**
 * Which pages come near a question that no passage answers. Judged by how much of what is asked, weighed by
 * how rare each word is, one of a page's passages says; the best ranked page of a search says nothing by itself,
 * since every search has one.
 */

import type { NearPage } from "../../shared/chat.ts";
import { plainText } from "../knowledge/extract/plain-text.ts";
import { synonymsOf } from "../knowledge/language/synonyms.ts";
import { detectLanguage, indexTerms, isLightStem, readQuery, termOfTopic } from "../knowledge/language/terms.ts";
import type { RetrievedChunk } from "./retrieve.ts";

const MOST_PAGES = 3;
/** Share of the question that a passage has to say. */
const NEAR = 0.25;
/** And of what the nearest one says. */
const NEARLY = 0.5;
/** Of a word, where another one for the same topic is there, or one that means the same. */
const TOPIC = 0.6;
/** What a word of the asking weighs: "offer", "need". And one that none of the passages says. */
const LIGHTER = 0.35;
const UNKNOWN = 0.7;

/** Best first; only what has an address can be offered. @param termWeights as of `Retrieval` */
export function nearPages(
  question: string,
  termWeights: ReadonlyMap<string, number>,
  chunks: readonly RetrievedChunk[],
): NearPage[] {
  const texts = chunks.map(({ title, headingPath, text }) => [title, ...headingPath, plainText(text)].join("\n"));
  const languages = chunks.map(({ language }) => language);
  const said = chunks.map((_chunk, at) => {
    const terms = indexTerms(texts[at]!, languages[at]!);
    return new Set([...terms.stems, ...terms.beside]);
  });
  const language = detectLanguage(question, { likely: languages });
  const { words } = readQuery(question, language, languages);
  const ofTopic = languages.includes(language) ? TOPIC : 1;
  const heaviest = Math.max(1, ...termWeights.values());
  const asked = words.map(({ stems, topics }) => {
    const known = stems.flatMap((stem) => termWeights.get(stem) ?? []);
    const also = [...topics.map(termOfTopic), ...synonymsOf(stems[0]!)];
    const isKnown = said.some((terms) => [...stems, ...also].some((each) => terms.has(each)));
    const weight = (known.length > 0 ? Math.min(...known) : heaviest) * (isKnown ? 1 : UNKNOWN);
    return { stems, also, weight: isLightStem(stems[0]!, language) ? weight * LIGHTER : weight };
  });
  const whole = asked.reduce((sum, { weight }) => sum + weight, 0);
  if (whole === 0) return [];
  const scored = chunks
    .map((chunk, at) => {
      const holds = (each: string): boolean => said[at]!.has(each);
      const found = asked.reduce((sum, { stems, also, weight }) => {
        if (stems.some(holds)) return sum + weight;
        return also.some(holds) ? sum + weight * ofTopic : sum;
      }, 0);
      return { chunk, share: found / whole };
    })
    .sort((a, b) => b.share - a.share);
  const least = Math.max(NEAR, (scored[0]?.share ?? 0) * NEARLY);
  const pages = new Map<string, NearPage>();
  for (const { chunk, share } of scored) {
    const { url, title, headingPath } = chunk;
    if (share < least || pages.size === MOST_PAGES) break;
    if (url === null || pages.has(url)) continue;
    const heading = headingPath.at(-1);
    pages.set(url, { title, url, ...(heading === undefined || heading === title ? {} : { heading }) });
  }
  return [...pages.values()];
}
