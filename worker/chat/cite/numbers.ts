/**
 * The numbers a text states, in one form: `1,000`, `1.000` and `1000` alike, digits of any script, small ones from
 * words too, hours of both clocks, weeks as days. What a claim states must be what its quote states.
 */

const WORDS: Record<string, number> = {};
for (const [first, words] of [
  [
    2,
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
  ],
  [2, "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"],
  [2, "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"],
  [2, "dos tres cuatro cinco seis siete ocho nueve diez _ doce trece catorce quince"],
  [2, "_ tre quattro cinque _ sette otto nove dieci undici dodici tredici quattordici quindici"],
  [2, "dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze"],
  [2, "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien"],
  [2, "два три четыре пять шесть семь восемь девять десять"],
  [2, "dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć"],
] as const) {
  // "_" is where another language has the same word for something else: "due", "once".
  words.split(" ").forEach((word, at) => word === "_" || (WORDS[word] ??= first + at));
}
// "One" is more often a pronoun than a count; "zero" and the tens are said in English only as often as it matters.
Object.assign(WORDS, {
  twice: 2,
  thrice: 3,
  zweimal: 2,
  dreimal: 3,
  zero: 0,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  ninety: 90,
  hundred: 100,
});
Object.assign(WORDS, {
  dreißig: 30,
  trente: 30,
  treinta: 30,
  trenta: 30,
  trinta: 30,
  dertig: 30,
  zwanzig: 20,
  vingt: 20,
});

const WEEKS = /^[ \t-]*(?:weeks?|Wochen?|semaines?|semanas?|settiman[ae]|weken|недел\p{L}*|tygodni\p{L}*|週間?|周)/iu;
const YEARS = /^[ \t-]*(?:years?|Jahren?|ans?|años?|ann[oi]|anos?|jaar|года?|лет)(?!\p{L})/iu;
/** "Three quarters of an hour" says no three. */
const FRACTION =
  /^[ \t-]*(?:quarters?|thirds?|fourths?|fifths?|tenths?|halves|Viertel|Drittel|quarts?|tiers|cuartos?|tercios?|kwart)(?!\p{L})/iu;
const AFTERNOON_BEFORE = /(?:午後|下午|晚上|오후)[ \t]*$/u;
const AFTERNOON = /^(?::\d\d)?[ \t]*p\.?m\b/i;
const HOUR = /^:\d\d(?!\d)|^[ \t]*(?:a\.?m\b|Uhr|h\b|heures?|uur|часов|時|点|시)/iu;

const NUMBER = /\p{Nd}+(?:[.,'’\u00a0\u202f]\p{Nd}+|[ ]\p{Nd}{3}(?!\p{Nd}))*|\p{L}+/gu;

/** Each with every way to say it: a number is stated where one of them is. */
export function statedNumbers(text: string): string[][] {
  const stated: string[][] = [];
  for (const match of text.matchAll(NUMBER)) {
    const [token] = match;
    const word = /^\p{L}/u.test(token) ? wordOf(token.toLowerCase()) : undefined;
    if (word === undefined && !/^\p{Nd}/u.test(token)) continue;
    // "v2" and "GPT4" are names: their letters are compared with them.
    const end = match.index + token.length;
    const behind = `${AFTERNOON_BEFORE.test(text.slice(0, match.index)) ? " pm" : ""}${text.slice(end, end + 16)}`;
    if (FRACTION.test(behind)) continue;
    stated.push(word === undefined ? waysToSay(token, behind) : withUnits([String(word)], word, behind));
  }
  return stated;
}

/** Whether a word says nothing but a number. */
export function isNumber(word: string): boolean {
  return /^\p{Nd}+$/u.test(word) || Object.hasOwn(WORDS, word);
}

/** "a minute", "each key", "the first": one, where something else counts it. */
const ONE =
  /(?<!\p{L})(?:an?|one|each|every|per|first|eine?[mnrs]?|pro|je(?:de\p{L})?|erste\p{L}?|une?|premi[eè]re?|un[oa]?|cada|primer[oa]?|een|eerste|uma?|ogni|primo)(?!\p{L})/iu;

const BOTH = /(?<!\p{L})(?:both|beide[nrs]?|ambos|ambas|entramb[ie]|les deux|оба|обе)(?!\p{L})/iu;

/** All that a text states, in every way. */
export function numbersOf(text: string): Set<string> {
  const numbers = new Set(statedNumbers(text).flat());
  if (ONE.test(text)) numbers.add("1");
  if (BOTH.test(text)) numbers.add("2");
  return numbers;
}

function wordOf(word: string): number | undefined {
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}

function waysToSay(digits: string, behind: string): string[] {
  const western = westernDigits(digits);
  const whole = western.replace(/[.,'’\u00a0\u202f ](?=\d{3}(?!\d))/g, "").replace(",", ".");
  const ways = [/\.\d*?0+$/.test(whole) ? whole.replace(/\.?0+$/, "") : whole];
  if (ways[0] !== whole) ways.push(whole);
  // "Table 2 100 rows" is two numbers, and "10 000" is one.
  if (western.includes(" ")) ways.push(western.split(" ").at(-1)!);
  return withUnits(ways, Number(whole), behind);
}

function withUnits(ways: string[], value: number, behind: string): string[] {
  if (WEEKS.test(behind)) ways.push(String(value * 7));
  else if (YEARS.test(behind) && value <= 10) ways.push(String(value * 12));
  else if (AFTERNOON.test(behind)) ways.push(`${(value % 12) + 12} h`);
  else if (HOUR.test(behind)) ways.push(`${value} h`);
  return ways;
}

export function westernDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

/** Decimal digits stand in blocks of ten that start with their zero. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0)!;
  if (code < 128) return code - 48;
  let zero = code;
  while (zero > code - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return code - zero;
}
