import { describe, expect, it } from "vitest";
import type { PromptTurn } from "../ports.ts";
import { leansOnHistory, standaloneQuestion } from "./rewrite.ts";

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

describe("standaloneQuestion", () => {
  it("adds the question it leans on", () => {
    expect(standaloneQuestion("and on the free plan?", HISTORY)).toBe(`and on the free plan? ${FIRST}`);
  });

  it("goes back as far as the questions lean, and no further", () => {
    const history: PromptTurn[] = [
      { role: "user", text: "How do I cancel?" },
      ...HISTORY,
      { role: "user", text: "and for videos?" },
      { role: "assistant", text: "50 MB." },
      { role: "user", text: "thanks" },
    ];
    expect(standaloneQuestion("why?", history)).toBe(`why? and for videos? ${FIRST}`);
  });

  it("leaves a question that stands alone as it is", () => {
    expect(standaloneQuestion("How do I reset my password?", HISTORY)).toBe("How do I reset my password?");
  });

  it("bounds what it adds", () => {
    const history: PromptTurn[] = [{ role: "user", text: "x".repeat(4_000) }];
    expect(standaloneQuestion("why?", history).length).toBeLessThan(400);
  });
});
