import { describe, expect, it } from "vitest";
import type { PromptTurn } from "../prompt.ts";
import { leansOnHistory, readFollowUp } from "./rewrite.ts";

const FIRST = "What is the upload limit for images?";
const HISTORY: PromptTurn[] = [
  { role: "user", text: FIRST },
  { role: "assistant", text: "It is 10 MB." },
];

describe("leansOnHistory", () => {
  it.each([
    "and on the free plan?",
    "what about Safari?",
    "What about the paid plan",
    "why?",
    "How much is it?",
    "how much does it cost?",
    "How long does it take?",
    "Does it work on Deno?",
    "Can I change that?",
    "tell me more",
    "an example?",
    "for students?",
    "on Windows",
    "und für Studenten?",
    "Und wie ist es für Studenten im Ausland?",
    "Was ist mit Safari?",
    "warum?",
    "et pour les étudiants ?",
    "¿y para estudiantes?",
    "¿por qué?",
    "e para estudantes?",
    "en voor studenten?",
    "peki öğrenciler için?",
    "それはいくらですか",
    "なぜですか？",
    "いくらですか",
    "왜요?",
    "为什么呢？",
    "was kostet das?",
    "geht das auch in Rot?",
    "¿cuánto cuesta?",
    "quanto costa?",
    "ile kosztuje?",
    "à quelle heure ?",
    "a che ora?",
    "那学生呢？",
    "?",
  ])("is true for %j", (question) => {
    expect(leansOnHistory(question, HISTORY)).toBe(true);
  });

  it.each([
    "How do I reset my password?",
    "Is it possible to export invoices as PDF?",
    "How long does it take to ship to France?",
    "Is there a free plan?",
    "Are there discounts for students?",
    "What is the price of the team plan?",
    "I use Vite during development and CORS headers clash. How do I fix it?",
    "On which plans can I add more than five team members?",
    "Pricing",
    "What does this site offer?",
    "I need an invoice",
    "And which payment providers can I connect when my company is based in Norway or Sweden?",
    "Wie setze ich mein Passwort zurück?",
    "Quels moyens de paiement acceptez-vous ?",
    "如何重置密码？",
    "パスワードをリセットする方法",
  ])("is false for %j", (question) => {
    expect(leansOnHistory(question, HISTORY)).toBe(false);
  });

  it("is false at the start of a conversation, and after nothing but small talk", () => {
    expect(leansOnHistory("why?", [])).toBe(false);
    expect(leansOnHistory("why?", [{ role: "assistant", text: "Hello!" }])).toBe(false);
    expect(leansOnHistory("what about Safari?", [{ role: "user", text: "hi" }])).toBe(false);
  });
});

const standalone = (question: string, history: readonly PromptTurn[]): string | undefined =>
  readFollowUp(question, history)?.standalone;

describe("readFollowUp", () => {
  it("goes back as far as the questions lean, and no further", () => {
    const history: PromptTurn[] = [
      { role: "user", text: "How do I cancel?" },
      ...HISTORY,
      { role: "user", text: "and for videos?" },
      { role: "assistant", text: "50 MB." },
      { role: "user", text: "thanks" },
    ];
    expect(standalone("why?", history)).toBe("why? What is the upload limit for videos?");
  });

  it("leaves a question that stands alone as it is", () => {
    expect(readFollowUp("How do I reset my password?", HISTORY)).toBeUndefined();
  });

  it("bounds what it adds", () => {
    const history: PromptTurn[] = [{ role: "user", text: "x".repeat(4_000) }];
    expect(standalone("why?", history)!.length).toBeLessThan(400);
  });

  it.each([
    ["How do I deploy to Cloudflare Workers?", "", "and on Bun?", "How do I deploy on Bun?"],
    ["What does the Basic plan cost?", "", "and Team?", "What does the Team plan cost?"],
    ["What does the Basic plan cost?", "", "What about Team?", "What does the Team plan cost?"],
    ["What does the Basic plan cost?", "", "no, I meant Team", "What does the Team plan cost?"],
    ["How long does shipping to Norway take?", "", "and to Spain?", "How long does shipping to Spain take?"],
    ["What does a ticket cost for adults?", "", "and for children?", "What does a ticket cost for children?"],
    ["When are you open in summer?", "", "in winter?", "When are you open in winter?"],
    ["Was kostet der Basic-Tarif?", "", "Und Team?", "Was kostet der Team?"],
    [
      "Wie lange dauert der Versand nach Norwegen?",
      "",
      "und nach Spanien?",
      "Wie lange dauert der Versand nach Spanien?",
    ],
    ["Was kostet die Karte für Erwachsene?", "", "und für Kinder?", "Was kostet die Karte für Kinder?"],
    ["Wann habt ihr im Sommer geöffnet?", "", "und im Winter?", "Wann habt ihr im Winter geöffnet?"],
  ])("puts another word into %j: %s%j", (first, answer, question, expected) => {
    const history: PromptTurn[] = [
      { role: "user", text: first },
      { role: "assistant", text: answer || "Yes." },
    ];
    expect(readFollowUp(question, history)).toEqual({ kind: "slot", standalone: expected });
  });

  it.each([
    ["What does the Team plan cost?", "", "how many seats does it have?", "Team plan: how many seats does it have?"],
    [
      "Which router is the smallest?",
      "**PatternRouter** is the smallest. [1]",
      "How do I use it?",
      "PatternRouter: How do I use it?",
    ],
    ["How much does the depth sounder weigh?", "", "is it waterproof?", "depth sounder: is it waterproof?"],
    ["Was kostet der Team-Tarif?", "", "wie teuer ist er?", "Team-Tarif: wie teuer ist er?"],
    [
      "Wer leitet den Chor?",
      "Den Chor leitet Ada Berg. [1]",
      "wie erreiche ich sie?",
      "Ada Berg: wie erreiche ich sie?",
    ],
  ])("takes a pronoun after %j, answered %j, for the last thing named", (first, answer, question, expected) => {
    const history: PromptTurn[] = [
      { role: "user", text: first },
      { role: "assistant", text: answer || "Yes." },
    ];
    expect(readFollowUp(question, history)).toEqual({ kind: "thing", standalone: expected });
  });

  it("takes it for the last thing named and not for the one before", () => {
    const history: PromptTurn[] = [
      { role: "user", text: "What does the Basic plan cost?" },
      { role: "assistant", text: "9 euros. [1]" },
      { role: "user", text: "and Team?" },
      { role: "assistant", text: "20 euros. [1]" },
    ];
    expect(standalone("how many seats does it have?", history)).toBe("Team plan: how many seats does it have?");
  });

  it.each(["why?", "how?", "an example?", "are you sure?", "warum?", "wie genau?", "ein Beispiel?"])(
    "looks into what was just quoted: %s",
    (question) => {
      expect(readFollowUp(question, HISTORY)?.kind).toBe("quoted");
    },
  );

  it.each(["and the price?", "und der Preis?", "and on the free plan?"])(
    "keeps the last question behind what has no place in it: %s",
    (question) => {
      expect(standalone(question, HISTORY)).toBe(`${question} ${FIRST}`);
    },
  );

  it.each(["tell me more", "what else?", "mehr dazu"])("asks for what was not said yet: %s", (question) => {
    expect(readFollowUp(question, HISTORY)?.kind).toBe("more");
  });
});
