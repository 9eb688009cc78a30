import { describe, expect, test } from "vitest";
import { contentTerms, stem, termsOf } from "./terms.ts";

describe("stem", () => {
  test.each([
    ["caresses", "caress"],
    ["ponies", "poni"],
    ["ties", "ti"],
    ["cats", "cat"],
    ["feed", "feed"],
    ["agreed", "agre"],
    ["plastered", "plaster"],
    ["bled", "bled"],
    ["motoring", "motor"],
    ["sing", "sing"],
    ["conflated", "conflat"],
    ["troubling", "troubl"],
    ["sized", "size"],
    ["hopping", "hop"],
    ["falling", "fall"],
    ["hissing", "hiss"],
    ["filing", "file"],
    ["happy", "happi"],
    ["sky", "sky"],
    ["relational", "relat"],
    ["rational", "ration"],
    ["digitizer", "digit"],
    ["operator", "oper"],
    ["feudalism", "feudal"],
    ["hopefulness", "hope"],
    ["sensibiliti", "sensibl"],
    ["triplicate", "triplic"],
    ["formative", "form"],
    ["electrical", "electr"],
    ["goodness", "good"],
    ["allowance", "allow"],
    ["adjustable", "adjust"],
    ["replacement", "replac"],
    ["adoption", "adopt"],
    ["probate", "probat"],
    ["cease", "ceas"],
    ["controll", "control"],
    ["roll", "roll"],
    ["be", "be"],
    ["x".repeat(70), "x".repeat(70)],
  ])("%s → %s", (word, expected) => expect(stem(word)).toBe(expected));
});

describe("terms of a question", () => {
  test("question words and function words are left out", () => {
    expect(contentTerms("How do I configure the timeouts?")).toEqual(["configur", "timeout"]);
    expect(contentTerms("Which routers can I use, please?")).toEqual(["router", "us"]);
  });

  test("a question of nothing else keeps all its words", () => {
    expect(contentTerms("What can you do?")).toEqual(["what", "can", "you", "do"]);
    expect(contentTerms("   !?  ")).toEqual([]);
  });

  test.each([
    ["German", "Wie ändere ich mein Paßwort?", "AENDERE: das Passwort ändern", "passwort"],
    ["French", "Où est la clé d'accès ?", "Votre CLE D’ACCES", "acc"],
    ["Spanish", "¿Cómo cancelo la suscripción?", "cancelar una suscripcion", "suscripcion"],
    ["Arabic", "أين كلمة السر؟", "كَلِمَة السر", "كلمه"],
    ["Japanese", "返品はどうすればいいですか", "商品の返品について", "返品"],
    ["Chinese", "如何退款?", "退款政策", "退款"],
    ["Korean", "환불은 어떻게 하나요", "환불 정책", "환불"],
    ["Thai", "ขอคืนเงินได้ไหม", "นโยบายการคืนเงิน", "คืน"],
    ["Full width", "ＡＰＩキー", "api キー", "api"],
  ])("%s: the shared word is a term on both sides", (_language, question, document, term) => {
    expect(contentTerms(question)).toContain(term);
    expect(termsOf(document)).toContain(term);
  });

  test("a single Han character is found inside longer words", () => {
    expect(termsOf("黒猫")).toContain(contentTerms("猫")[0]);
  });
});
