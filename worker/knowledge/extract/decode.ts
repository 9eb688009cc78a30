/**
 * Bytes of text → text. A byte order mark wins, then what was declared where the bytes came from, then what
 * they say of themselves; UTF-8 is tried before anything is guessed. A decoding that does not fit is never
 * taken: a replacement character in place of what was written would be a loss nobody sees.
 */

/** HTML says its encoding within its first bytes (WHATWG HTML 13.2.3.2). */
const PRESCAN_BYTES = 1_024;
/** Bytes that a guess looks at. */
const SAMPLE_BYTES = 64 * 1024;

/** Encodings of several bytes a character, each strict enough to refuse the others' text. */
const MULTIBYTE = ["shift_jis", "euc-jp", "euc-kr", "big5", "gb18030"] as const;

export interface DecodeHints {
  /** A label of the encoding as a header or a form part gives it. */
  declared: string | undefined;
  isHtml: boolean;
}

/** Undefined where no encoding fits. */
export function decodeBytes(bytes: Uint8Array, { declared, isHtml }: DecodeHints): string | undefined {
  const marked = markOf(bytes);
  if (marked !== undefined) return decode(bytes, marked);
  // A server that declares the letters of the West for all it sends: what is UTF-8 by its bytes is no chance.
  const isAnyBytes = declared !== undefined && /^(?:iso-8859-1|latin1|us-ascii|windows-1252)$/i.test(declared.trim());
  const told =
    declared === undefined ? undefined : ((isAnyBytes ? decode(bytes, "utf-8") : undefined) ?? decode(bytes, declared));
  if (told !== undefined) return told;
  for (const label of [isHtml ? metaCharset(bytes) : undefined, "utf-8"]) {
    const text = label === undefined ? undefined : decode(bytes, label);
    if (text !== undefined && !hasControls(text)) return text;
  }
  const guessed = guess(bytes);
  const text = guessed === undefined ? undefined : decode(bytes, guessed);
  // Some encoding fits any bytes, those of a picture too.
  return text === undefined || hasControls(text) ? undefined : text;
}

function markOf(bytes: Uint8Array): string | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return undefined;
}

function decode(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    // A label nobody knows, or bytes that it cannot mean.
    return undefined;
  }
}

/** `<meta charset>`, its older spelling, or an XML declaration. */
function metaCharset(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder("windows-1252").decode(bytes.subarray(0, PRESCAN_BYTES));
  const label = (
    /<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{1,40})/i.exec(head) ??
    /^\s*<\?xml\s[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{1,40})/i.exec(head)
  )?.[1];
  // A file whose declaration can be read byte by byte is not UTF-16, whatever it says.
  return label !== undefined && /^utf-16/i.test(label) ? "utf-8" : label;
}

const CONTROLS = /[\0-\x08\x0e-\x1f\x7f-\x9f]/g;

/** Text has next to no control characters; what was decoded wrongly is full of them. */
function hasControls(text: string): boolean {
  const sample = text.slice(0, SAMPLE_BYTES);
  return (sample.match(CONTROLS)?.length ?? 0) > sample.length / 50;
}

function guess(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const wide = guessUtf16(sample);
  if (wide !== undefined) return wide;
  let best: { label: string; score: number } | undefined;
  for (const label of MULTIBYTE) {
    const text = decodeSample(sample, label);
    const score = text === undefined ? 0 : eastAsianScore(text);
    if (score > (best?.score ?? 0)) best = { label, score };
  }
  if (best !== undefined && best.score > 0.6) return best.label;
  return guessSingleByte(sample);
}

/** Without a mark: every other byte of Latin text is zero. */
function guessUtf16(sample: Uint8Array): string | undefined {
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 2]!++;
  const [even, odd] = zeros as [number, number];
  const half = sample.length / 2;
  if (odd > half / 3 && even < half / 50) return "utf-16le";
  if (even > half / 3 && odd < half / 50) return "utf-16be";
  return undefined;
}

/** The sample may end within a character. */
function decodeSample(sample: Uint8Array, label: string): string | undefined {
  for (let cut = 0; cut < 4; cut++) {
    const text = decode(sample.subarray(0, sample.length - cut), label);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** What running text of an East Asian language is made of, commonest first in weight. */
const KANA = /[\u3041-\u30ff]/g;
const HANGUL = /[\uac00-\ud7a3]/g;
/** The characters that stand in every Chinese text, simplified and traditional, and in most Japanese ones. */
const FREQUENT =
  /[的一是不了在有人我他这個个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运們來為國這時說對會後過發種經麼學現當沒動還進樣從實軍無與長機關點業將兩間問應戰頭體見產話給門員論處義條氣題爾別變總電數報結務計場]/g;
/** Private use, rare ideographs and half-width katakana: what text decoded by the wrong table is made of. */
const UNLIKELY = /[\ue000-\uf8ff\u3400-\u4dbf\uff61-\uff9f]|[\ud800-\udfff]/g;

/** Share of characters beyond ASCII that look like language, less those that do not. */
function eastAsianScore(text: string): number {
  const beyond = text.match(/[^\0-\x7f]/g)?.length ?? 0;
  if (beyond === 0) return 0;
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const marks = count(/[\u3000-\u301f\uff01-\uff5e]/g);
  const good = count(KANA) + count(HANGUL) + 2 * count(FREQUENT) + marks;
  return (good - 3 * count(UNLIKELY)) / beyond;
}

/** Windows-1251 where most letters beyond ASCII are Cyrillic, Windows-1252 where Latin text has a few accents. */
function guessSingleByte(sample: Uint8Array): string | undefined {
  const western = decode(sample, "windows-1252") ?? "";
  // Bytes of a picture or an archive decode as well: text has few controls and mostly letters.
  if (western === "" || hasControls(western)) return undefined;
  const cyrillic = decode(sample, "windows-1251") ?? "";
  const beyond = western.match(/[^\0-\x7f]/g)?.length ?? 0;
  const letters = western.match(/[A-Za-z]/g)?.length ?? 0;
  const small = cyrillic.match(/[а-яё]{3,}/g)?.join("").length ?? 0;
  if (small > beyond / 2 && beyond > letters / 2) return "windows-1251";
  return beyond <= letters / 2 ? "windows-1252" : undefined;
}
