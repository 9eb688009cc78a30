import { describe, expect, it } from "vitest";
import type { Language } from "../knowledge/language/terms.ts";
import { replyToSmallTalk, smallTalk } from "./small-talk.ts";
import { CHAT_WORDS } from "./words/table.ts";
import type { SmallTalk } from "./words/words.ts";

describe("smallTalk", () => {
  it.each([
    ["hi", "greeting"],
    ["Hellooo!!", "greeting"],
    ["Good morning everyone :)", "greeting"],
    ["👋", "greeting"],
    ["thanks", "thanks"],
    ["Thank you so much!", "thanks"],
    ["ok, thx 👍", "thanks"],
    ["🙏", "thanks"],
    ["ok thanks, bye", "goodbye"],
    ["hi, how are you?", "how-are-you"],
    ["How's it going?", "how-are-you"],
    ["Who are you?", "who-are-you"],
    ["can you help me?", "who-are-you"],
    ["Kannst du mir helfen?", "who-are-you"],
    ["ayuda", "who-are-you"],
    ["aide-moi", "who-are-you"],
    ["what's your name", "who-are-you"],
    ["Are you a bot?", "who-are-you"],
    ["Guten Tag!", "greeting"],
    ["Vielen Dank für die Hilfe", "thanks"],
    ["Wer bist du?", "who-are-you"],
    ["Bonjour, comment ça va ?", "how-are-you"],
    ["Merci beaucoup", "thanks"],
    ["¡Hola! ¿Quién eres?", "who-are-you"],
    ["Muchas gracias por tu ayuda", "thanks"],
    ["Olá, tudo bem?", "how-are-you"],
    ["Muito obrigada!", "thanks"],
    ["Buongiorno", "greeting"],
    ["Grazie mille", "thanks"],
    ["Dank je wel", "thanks"],
    ["Goedemorgen", "greeting"],
    ["Merhaba", "greeting"],
    ["Çok teşekkür ederim", "thanks"],
    ["السلام عليكم ورحمة الله وبركاته", "greeting"],
    ["شكرًا جزيلًا", "thanks"],
    ["من أنت؟", "who-are-you"],
    ["नमस्ते", "greeting"],
    ["आप कैसे हैं?", "how-are-you"],
    ["こんにちは！", "greeting"],
    ["ありがとうございました。", "thanks"],
    ["你好", "greeting"],
    ["你好吗？", "how-are-you"],
    ["谢谢你！再见", "goodbye"],
    ["你是谁？", "who-are-you"],
    ["in English please", "language"],
    ["hi, can you reply in english?", "language"],
    ["Auf Deutsch, bitte!", "language"],
    ["Können Sie das übersetzen?", "language"],
    ["En français s’il vous plaît", "language"],
    ["¿Puedes responder en español?", "language"],
    ["日本語でお願いします", "language"],
  ])("reads %j as %s", (text, kind) => {
    expect(smallTalk(text)).toBe(kind);
  });

  it.each([
    "hi, how do I reset my password?",
    "thanks, and on the free plan?",
    "hello world example",
    "why?",
    "?",
    "",
    "1",
    "Who are you hiring?",
    "what can you do with streams",
    "how are you handling refunds",
    "good morning flights to Rome",
    "is the API great?",
    "there",
    "welcome email",
    "Danke und wie kündige ich?",
    "merci de me dire le prix",
    "你好，怎么退款？",
    "こんにちは、返品できますか",
    "no",
    "in English?",
    "tours in english please",
    "do you speak English",
    "gibt es das auf Deutsch",
    "visite en français",
    "hey ".repeat(30),
  ])("leaves %j to the search", (text) => {
    expect(smallTalk(text)).toBe(undefined);
    expect(replyToSmallTalk(text, "Ada")).toBe(undefined);
  });

  it("answers in the visitor's language", () => {
    expect(replyToSmallTalk("hello", "Ada")).toContain("Hello");
    expect(replyToSmallTalk("Danke schön!", "Ada")).toContain("Gern");
    expect(replyToSmallTalk("merci", "Ada")).toContain("plaisir");
    expect(replyToSmallTalk("gracias", "Ada")).toContain("De nada! Pregunta".slice(0, 7));
    expect(replyToSmallTalk("obrigado", "Ada")).toContain("De nada! É");
    expect(replyToSmallTalk("ありがとう", "Ada")).toContain("どういたしまして");
    expect(replyToSmallTalk("謝謝", "Ada")).toContain("不客气");
  });

  it.each([
    ["pl", "Cześć!", "Dzień dobry!"],
    ["pl", "dzien dobry", "Dzień dobry!"],
    ["ru", "Здравствуйте", "Здравствуйте!"],
    ["uk", "Добрий день!", "Вітаю!"],
    ["el", "ΚΑΛΗΜΕΡΑ", "Γεια σας!"],
    ["sv", "God morgon", "Hej!"],
    ["cs", "Dobrý den", "Dobrý den!"],
    ["he", "שלום", "שלום!"],
    ["fa", "سلام", "سلام!"],
    ["ko", "안녕하세요", "안녕하세요!"],
    ["th", "สวัสดีครับ", "สวัสดี"],
    ["vi", "xin chao", "Xin chào!"],
    ["zh", "謝謝", "不客气"],
    ["ko", "감사합니다!", "천만에요!"],
    ["uk", "дуже дякую", "Прошу!"],
  ] as const)("knows small talk in %s: %s", (_language, text, reply) => {
    expect(replyToSmallTalk(text, "Ada")).toContain(reply);
  });

  it("every phrase of every language is small talk of its kind and language", () => {
    for (const [language, { phrases }] of Object.entries(CHAT_WORDS)) {
      for (const [kind, list] of Object.entries(phrases)) {
        for (const phrase of list.split("|")) {
          const kinds = Object.entries(phrases).filter(([, others]) => others.split("|").includes(phrase));
          const said = replyToSmallTalk(phrase, "Ada", language as Language);
          const replies = kinds.map(([each]) => CHAT_WORDS[language as Language].replies[each as SmallTalk]);
          expect(
            replies.map((reply) => reply.replace("{name}", "Ada")),
            `${language} ${kind}: ${phrase}`,
          ).toContain(said);
        }
      }
    }
  });

  it("what is said in many languages is answered in the likely one", () => {
    expect(replyToSmallTalk("ok", "Ada")).toContain("Glad");
    expect(replyToSmallTalk("ok", "Ada", "de")).toContain("Gern");
    expect(replyToSmallTalk("👋", "Ada", "fr")).toContain("Bonjour");
    expect(replyToSmallTalk("hej", "Ada", "pl")).toContain("Dzień dobry");
  });

  it("says in the visitor's language that it cannot translate", () => {
    expect(replyToSmallTalk("in english please", "Ada", "de")).toContain("cannot translate");
    expect(replyToSmallTalk("auf deutsch bitte", "Ada", "en")).toContain("nicht übersetzen");
  });

  it("names the bot, whatever characters its name has", () => {
    expect(replyToSmallTalk("who are you?", "Ada")).toContain("I am Ada,");
    expect(replyToSmallTalk("wie heißt du?", "$& $1")).toContain("Ich bin $& $1,");
  });

  it("greets in the owner's words, in the language they are written for", () => {
    const own = (language: Language) => (language === "de" ? "Moin!" : undefined);
    expect(replyToSmallTalk("guten Morgen", "Ada", "en", own)).toBe("Moin!");
    expect(replyToSmallTalk("danke", "Ada", "de", own)).toContain("Gern");
    expect(replyToSmallTalk("good morning", "Ada", "en", own)).toContain("Hello");
  });
});
