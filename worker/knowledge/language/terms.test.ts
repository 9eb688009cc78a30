import { describe, expect, test } from "vitest";
import { asksOf } from "./asks.ts";
import {
  contentTerms,
  detectLanguage,
  foldText,
  indexTerms,
  type Language,
  LANGUAGES,
  languageOf,
  readQuery,
  stemOf,
  termsOf,
  topicsOfStem,
} from "./terms.ts";

describe("folding", () => {
  test.each([
    ["accents", "Où est la CLÉ ?", "ou est la cle ?"],
    ["ligatures", "Œuvre, cæsar, Straße, Łódź, Ørsted", "oeuvre, caesar, strasse, lodz, orsted"],
    ["Greek accents, capitals and the last sigma", "ΕΠΙΣΤΡΟΦΕΣ Επιστροφές", "επιστροφεσ επιστροφεσ"],
    ["the Turkish i", "İade ISLAK ılık", "iade islak ilik"],
    ["ё and stress, but not й and ї", "Ёлка моло́ко йод їжак", "елка молоко йод їжак"],
    ["Arabic points and letters written two ways", "كَلِمَةٌ أإآ ى", "كلمه ااا ي"],
    ["Persian letters", "کتاب یک ۱۲۳", "كتاب يك 123"],
    ["full width", "ＡＰＩキー１２", "apiキー12"],
    ["both scripts of Chinese", "運費 營業時間 退貨", "运费 营业时间 退货"],
    ["Hebrew letters at an end", "שלום", "שלומ"],
    ["Hindi points that are left out", "ज़िप पाँच", "जिप पांच"],
  ])("%s", (_what, text, folded) => expect(foldText(text)).toBe(folded));
});

describe("the language of a text", () => {
  test.each<[Language, string]>([
    ["en", "How long does it take?"],
    ["de", "Wie lange dauert die Lieferung?"],
    ["es", "¿Cuánto tarda el envío?"],
    ["fr", "Combien coûte la livraison ?"],
    ["it", "Quanto costa la spedizione?"],
    ["nl", "Hoe lang duurt de levering?"],
    ["pl", "Ile kosztuje dostawa?"],
    ["pt", "Quanto custa a entrega?"],
    ["ru", "Сколько стоит доставка?"],
    ["uk", "Скільки коштує доставка?"],
    ["tr", "Kargo ücreti ne kadar?"],
    ["el", "Πόσο κοστίζει η αποστολή;"],
    ["sv", "Vad kostar frakten?"],
    ["cs", "Kolik stojí doprava?"],
    ["ar", "كم تكلفة الشحن؟"],
    ["he", "כמה עולה המשלוח?"],
    ["fa", "هزینه ارسال چقدر است؟"],
    ["hi", "डिलीवरी की कीमत कितनी है?"],
    ["ja", "送料はいくらですか"],
    ["zh", "運費多少錢？"],
    ["ko", "배송비는 얼마인가요?"],
    ["th", "ค่าส่งเท่าไหร่"],
    ["vi", "Phí giao hàng bao nhiêu?"],
  ])("%s: %s", (language, text) => {
    expect(detectLanguage(text)).toBe(language);
    expect(detectLanguage(text, { likely: LANGUAGES })).toBe(language);
    // A template's attribute says less than the words.
    expect(detectLanguage(text, { declared: "en" })).toBe(language);
  });

  test.each([
    ["bin day", "en"],
    ["pour over coffee", "en"],
    ["can i book a table", "de", "en"],
    ["size", "en"],
    ["livraison", "en", "fr"],
    ["qual é a garantia", "en", "pt"],
    ["aceptan tarjeta", "en", "es"],
  ] as const)("%s, where pages are in %s", (text, likely, language: Language = likely) => {
    expect(detectLanguage(text, { likely: [likely] })).toBe(language);
  });

  test("where words tell nothing, what is likely here does, then what is declared, then English", () => {
    expect(detectLanguage("USB 3.1", { likely: ["de", "en"], declared: "fr" })).toBe("de");
    expect(detectLanguage("USB 3.1", { declared: "fr" })).toBe("fr");
    expect(detectLanguage("Ask the harbour master.")).toBe("en");
    expect(detectLanguage("Read the manual")).toBe("en");
    expect(detectLanguage("USB 3.1")).toBe("en");
    expect(detectLanguage("")).toBe("en");
    expect(detectLanguage("価格", { likely: ["ja"] })).toBe("ja");
    expect(detectLanguage("\ud800 \0", { likely: ["de"] })).toBe("de");
  });

  test("tags of any kind are read, unknown ones are none", () => {
    expect(languageOf("de-AT")).toBe("de");
    expect(languageOf("zh_Hant_TW")).toBe("zh");
    expect(languageOf("tlh")).toBeUndefined();
    expect(languageOf(undefined)).toBeUndefined();
  });
});

describe("stems", () => {
  test.each<[Language, ...string[]]>([
    ["en", "configure", "configuring", "configured"],
    ["de", "Rückgabe", "rueckgabe", "RÜCKGABEN"],
    ["de", "zurückschicken", "zurückzuschicken", "zurückgeschickt"],
    ["es", "envío", "envíos", "enviar", "envian"],
    ["fr", "livraison", "livrer", "livrez"],
    ["it", "spedizione", "spedire", "spedizioni"],
    ["nl", "betaal", "betalen", "betaling"],
    ["pl", "paczka", "paczki", "paczką"],
    ["pt", "encomenda", "encomendas"],
    ["ru", "доставка", "доставить", "доставляете", "доставки"],
    ["uk", "доставка", "доставити", "доставки"],
    ["tr", "çanta", "çantayı", "çantaları"],
    ["el", "τσάντα", "τσάντες", "ΤΣΑΝΤΑΣ"],
    ["sv", "väska", "väskan", "väskor"],
    ["cs", "taška", "tašku", "tašky"],
    ["ar", "الحقيبة", "حقيبة", "بالحقيبة"],
    ["he", "התיקים", "תיקים"],
    ["fa", "کتاب‌ها", "کتابها", "کتاب"],
    ["hi", "दुकान", "दुकानों"],
  ])("%s: %s and its forms", (language, first, ...others) => {
    const stem = (word: string): string | undefined => termsOf(word, language)[0];
    for (const other of others) expect(stem(other), other).toBe(stem(first));
  });

  test("another language leaves a word nearly as it is", () => {
    expect(stemOf("paypal", "ja")).toBe("paypal");
    expect(stemOf("退货", "de")).toBe("退货");
  });
});

describe("terms of a question", () => {
  test("question words and function words are left out", () => {
    expect(contentTerms("How do I configure the timeouts?")).toEqual(["configur", "timeout"]);
    expect(contentTerms("Wie lange habe ich Zeit, etwas zurückzuschicken?", "de")).toEqual(["zeit", "zuruckschick"]);
    expect(contentTerms("¿Cuánto cuesta?", "es")).toEqual(["cuest"]);
    expect(contentTerms("返品はどうすればいいですか", "ja")).toEqual(["返品", "返", "品"]);
    expect(contentTerms("환불은 어떻게 하나요", "ko")).toEqual(["환불"]);
    expect(contentTerms("如何退款?", "zh")).toEqual(["退款", "退", "款"]);
  });

  test("a question of nothing else keeps all its words", () => {
    expect(contentTerms("What can you do?")).toEqual(["what", "can", "you", "do"]);
    expect(contentTerms("   !?  ")).toEqual([]);
  });

  test("a word is looked for as documents of each language have it", () => {
    const [word] = readQuery("Lieferungen?", "en", ["de", "en"]).words;
    expect(word?.stems).toContain(stemOf("lieferung", "de"));
    expect(word?.stems).toContain(stemOf("lieferungen", "en"));
  });

  test("a single Han character is found inside longer words", () => {
    expect(termsOf("黒猫", "ja")).toContain(contentTerms("猫")[0]);
  });
});

/** Whether a text is found by a question through other forms than its words. */
function meet(text: string, question: string, language: Language = "en"): boolean {
  const { stems, beside } = indexTerms(text, language);
  const { words, forms, joined, otherwise } = readQuery(question, language);
  const others = [...joined, ...otherwise.flatMap((each) => each.forms)];
  return [...words.flatMap((word) => word.stems), ...forms, ...others].some(
    (term) => stems.includes(term) || beside.includes(term),
  );
}

describe("one form of several spellings", () => {
  test.each<[string, string, Language?]>([
    ["v2.3.1 fixes it", "2.3.1"],
    ["since 2.3.1", "v2.3.1?"],
    ["since 2.3.1", "2.3"],
    ["10,000 rows", "10000"],
    ["10.000 Zeilen", "10,000", "de"],
    ["10 000 lignes", "10000", "fr"],
    ["1.234,56 Euro", "1234.56", "de"],
    ["4,90 euros", "4.90", "es"],
    ["49.00 euros", "49"],
    ["POCS-30017", "POCS30017"],
    ["POCS30017", "pocs 30017"],
    ["POCS 30017", "POCS-30017"],
    ["ERR_1234 means", "err1234"],
    ["set bodyLimit", "body limit"],
    ["write an e-mail", "email"],
    ["use wifi", "wi-fi"],
    ["## 12 April 2024", "2024-04-12"],
    ["12. April 2024", "April 12, 2024", "de"],
    ["2024-04-12", "what changed in April 2024"],
    ["12 de abril de 2024", "2024/4/12", "es"],
    ["12 апреля 2024", "12.04.2024", "ru"],
    ["2024年4月12日", "2024-04-12", "ja"],
    ["12.04.2024", "12. April 2024", "de"],
  ])("%j is found by %j", (text, question, language) => expect(meet(text, question, language)).toBe(true));

  test.each([
    ["3.1 and 1.3.2", "v2.3.1"],
    ["12.3.1", "2.3.1"],
    ["100,000 rows", "10000"],
    ["2024-05-03", "2024-04-12"],
    ["POCS-30018", "POCS30017"],
    ["you may leave in 2024", "May 2024 2024-05"],
  ])("%j is not found by %j", (text, question) => {
    const { stems, beside } = indexTerms(text, "en");
    const asked = readQuery(question, "en");
    const telling = [...asked.words.flatMap((word) => word.stems), ...asked.forms].filter((term) =>
      /[.-]|\d{5}/.test(term),
    );
    expect(telling.length).toBeGreaterThan(0);
    for (const term of telling) expect([...stems, ...beside]).not.toContain(term);
  });

  test("parts of camelCase stand beside the whole", () => {
    expect(indexTerms("call setBodyLimit()", "en").beside).toEqual(expect.arrayContaining(["set", "bodi", "limit"]));
    expect(readQuery("What is bodyLimit?", "en").otherwise).toEqual([
      { words: ["bodylimit"], forms: ["bodi", "limit"] },
    ]);
  });
});

test("a topic is known by any of its words, in compounds too", () => {
  for (const [word, language, topic] of [
    ["zurückschicken", "de", "return"],
    ["Versandkosten", "de", "cost"],
    ["verzendkosten", "nl", "delivery"],
    ["refund", "en", "return"],
    ["возврат", "ru", "return"],
  ] as const) {
    expect([...topicsOfStem(termsOf(word, language)[0]!, language)]).toContain(topic);
  }
  expect([...topicsOfStem("kaufhaus", "de")]).toEqual([]);
  expect(indexTerms("返品について", "ja").beside).toContain("topic:return");
});

test.each([
  ["How much is it and when does it come?", "en", ["number", "time"]],
  ["Wie kann ich kündigen?", "de", ["steps"]],
  ["¿Dónde está la tienda?", "es", ["place"]],
  ["Pourquoi ?", "fr", ["reason"]],
  ["いつですか", "ja", ["time"]],
  ["多少钱", "zh", ["number"]],
  ["Tell me about showers", "en", []],
] as const)("what %j asks for", (question, language, asks) => {
  expect([...asksOf(question, language)].sort()).toEqual([...asks].sort());
});

describe("phrases for a topic", () => {
  test.each<[Language, string, string[]]>([
    ["en", "Can I send it back?", ["return"]],
    ["en", "can i send my order back", ["return", "order"]],
    ["en", "how do I get back", ["get", "back"]],
    ["de", "Ich schicke es zurück", ["ruckgabe"]],
    ["de", "Wie kann ich es zurück geben?", ["ruckgabe"]],
    ["nl", "Hoe stuur ik het terug?", ["retour"]],
  ])("stand for its word: %s, %s", (language, question, words) => {
    expect(readQuery(question, language).words.map(({ word }) => word)).toEqual(words);
  });
});
