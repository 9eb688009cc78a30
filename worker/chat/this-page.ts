/**
 * Questions about a page as a whole: "summarise this page", "what is this page about?", and about all of the site: "what
 * do you sell?". Which page is meant, and what can be said of it without a model: its first words, its headings and
 * what each of them begins with, all of it quoted. The page's address is a hint of the visitor's browser: it chooses
 * among what the visitor may see, and never adds to it.
 */

import { foldText } from "../knowledge/language/terms.ts";
import { plainText, splitSentences } from "../knowledge/extract/plain-text.ts";
import type { LiveChunk } from "../knowledge/live-chunks.ts";
import type { GeneratorDelta } from "../ports.ts";

/** Longer messages ask for something of the page, not for the page. */
const MOST_LENGTH = 90;
/** UTF-16 units of what stands under a heading that are said of it. */
const MOST_SAID = 220;
const MOST_HEADINGS = 6;
/** Of what a page opens with. */
const MOST_OPENING = 420;

/** Folded, by whatever language: these mean the same in all they stand in. */
const THIS_PAGE =
  /\b(?:this|the current|that) (?:page|article|document|text)\b|\bdiese[rnms]? (?:seite|artikels?|text(?:es)?|dokuments?)\b|\b(?:cette|la) page\b|\best[ae] (?:pagina|articulo|texto)\b|\bquest[ao] (?:pagina|articolo|testo)\b|\b(?:deze pagina|dit artikel)\b|\best[ae] (?:pagina|artigo)\b|\bt(?:a|ej|e) stron[ay]\b|эт(?:а|ой|у) страниц|ц(?:я|ієї|ю) сторінк|bu sayfa|この(?:ページ|記事|记事)|这个?页面?|這個?頁面?|이 페이지|هذه الصفحه|הדף הזה|हस पेज|इस पेज|หน้านี้|trang nay/u;
const SUMMARY =
  /\b(?:summari[sz]e|summary|tl ?dr|overview|in short)\b|\b(?:zusammenfass\p{L}*|fass\p{L}* .*zusammen|kurz gesagt|uberblick)\b|\b(?:resum\p{L}*|riassum\p{L}*|riassunto|sintesi|samenvat\p{L}*|samenvatting|podsumuj|streszcz\p{L}*|ozetle\p{L}*|sammanfatta)\b|кратко|резюм|підсум|要[約约]|まとめ|总结|總結|概括|요약|لخص|ملخص|סכם|סיכום|सारांश|สรุป|tom tat/u;
const ABOUT =
  /\bwhat(?: i?s|s)? .*\babout$|\bwhat does .*\b(?:say|cover|explain|tell(?: me| us)?)$|\bworum geht\b|\bwas steht\b|\bde quoi\b|\bde que (?:trata|va|se trata)\b|\bdi cosa (?:parla|tratta)\b|\bwaar gaat\b|\bo czym\b|о ч[её]м|про що|ne hakkinda|何について|何の|关于什么|講什麼|讲什么|무엇|무슨 내용|عن ماذا|ما موضوع|על מה|किस बारे|เกี่ยวกับอะไร|noi ve/u;
/** What the site as a whole is, sells or does. */
const SITE =
  /^(?:so |and |hi |hello |hey )*(?:what (?:all )?(?:do|can) you (?:people |guys )?(?:sell|offer|make|produce|do here)|what (?:products|services|things) do you (?:sell|offer|have|make)|what (?:is|s) (?:this|your) (?:site|website|company|business|shop|store|service)(?: about| for)?|what does (?:this|your) (?:site|website|company|business|shop|store) (?:do|sell|offer|make)|what kind of (?:shop|store|company|business|site) (?:is this|are you)|was (?:verkauft|bietet|macht) ihr(?: an| so| hier)?|was (?:verkaufen|bieten|machen) sie(?: an| so| hier)?|was ist das fur ein (?:shop|laden|unternehmen)|was gibt es (?:bei euch|hier)|(?:que|qu est ce que) (?:vendez|proposez|faites) vous|qu est ce que vous (?:vendez|proposez|faites)|que (?:venden|vendeis|ofrecen|haceis)|(?:che )?cosa (?:vendete|offrite|fate)|wat verkopen jullie|wat doen jullie|o que (?:voces )?(?:vendem|oferecem|fazem)|co sprzedajecie|vad saljer ni|co prodavate|ne satiyorsunuz|что вы продаете|що ви продаєте|τι πουλατε|何を売ってい?ますか|你们卖什么|你們賣什麼|무엇을 (?:파나요|판매하나요)|ماذا تبيعون|מה אתם מוכרים|आप क्या बेचते हैं|คุณขายอะไร|ban ban gi)(?: please| bitte)?$/u;
const WHAT_IS =
  /^(?:what is|whats|what s|who is|who are|tell me about|was ist|wer ist|wer sind|qu est ce que|c est quoi|que es|quien es|che cos e|cos e|wat is|o que e|co to jest|vad ar|co je|что такое|що таке|τι ειναι) (.+)$/u;

export interface PageQuestion {
  /** Of the page that is asked about; null for the one the site begins with, undefined where nobody knows which it is. */
  url: string | null | undefined;
  /** Whether the page itself is wanted, and not something on it. */
  whole: boolean;
  /** The question without the words for the page. */
  rest: string;
}

/** @param page address of the page the visitor is on. @param site the bot's name */
export function readPageQuestion(question: string, page: string | undefined, site: string): PageQuestion | undefined {
  if (question.length > MOST_LENGTH) return undefined;
  const plain = bare(question);
  if (SITE.test(plain)) return { url: null, whole: true, rest: question };
  const named = WHAT_IS.exec(plain)?.[1];
  if (named !== undefined && namesOf(site).includes(named)) return { url: null, whole: true, rest: question };
  const isThis = THIS_PAGE.test(plain);
  const words = plain.split(" ").length;
  // "Summarise" alone can mean nothing else than what is in sight.
  const whole = SUMMARY.test(plain) ? isThis || words <= 3 : isThis && ABOUT.test(plain);
  const rest = question.replace(new RegExp(THIS_PAGE.source, "giu"), " ");
  return whole || isThis ? { url: page, whole, rest } : undefined;
}

const bare = (text: string): string =>
  foldText(text)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();

/** "Brinewren Instruments", and "Brinewren" alone. */
function namesOf(site: string): string[] {
  const name = bare(site);
  const [first = ""] = name.split(" ");
  return first.length >= 4 ? [name, first] : [name];
}

/** What the page is, in its own words. @param chunks of one page, in reading order */
export function* summarise(chunks: readonly LiveChunk[]): Generator<GeneratorDelta, void> {
  yield { type: "text", text: `**${chunks[0]!.title.replace(/\s+/g, " ").replace(/[*\\]/g, "\\$&")}**` };
  const said = new Set<string>();
  let headings = 0;
  for (const { heading, quote, number } of partsOf(chunks)) {
    if (said.has(quote) || (heading !== undefined && ++headings > MOST_HEADINGS)) continue;
    said.add(quote);
    const lead =
      heading === undefined ? "\n\n" : `${headings > 1 ? "\n" : "\n\n"}- **${heading.replace(/[*\\]/g, "\\$&")}**: `;
    yield { type: "text", text: lead + plainText(quote).replace(/\s+/g, " ") };
    yield { type: "quote", number, quote };
  }
  yield { type: "finish", reason: "stop", usage: { input_tokens: 0, output_tokens: 0 } };
}

interface Part {
  /** Undefined for what the page opens with. */
  heading: string | undefined;
  quote: string;
  /** Of the chunk, from 1. */
  number: number;
}

/** The first sentences of the page, and the first one under each of its headings. */
function* partsOf(chunks: readonly LiveChunk[]): Generator<Part, void> {
  let isOpened = false;
  for (const [at, { text, headingPath, title }] of chunks.entries()) {
    let heading = headingPath.at(-1);
    let isNew = heading !== chunks[at - 1]?.headingPath.at(-1);
    const sentences = splitSentences(text);
    for (const [index, { kind, start, end, text: sentence }] of sentences.entries()) {
      if (kind === "heading") {
        heading = plainText(sentence).replace(/\s+/g, " ").trim();
        isNew = heading !== title;
        continue;
      }
      if (kind !== "sentence" || !/\p{L}.*\s.*\p{L}/su.test(sentence)) continue;
      if (!isOpened) {
        isOpened = true;
        isNew = false;
        // What is said with it, as long as it is one paragraph.
        let last = end;
        for (const next of sentences.slice(index + 1)) {
          if (
            next.kind !== "sentence" ||
            next.end - start > MOST_OPENING ||
            /\n\s*\n/.test(text.slice(last, next.start))
          )
            break;
          last = next.end;
        }
        yield { heading: undefined, quote: text.slice(start, last), number: at + 1 };
      } else if (isNew && heading !== undefined && sentence.length <= MOST_SAID) {
        isNew = false;
        yield { heading, quote: sentence, number: at + 1 };
      }
    }
  }
}
