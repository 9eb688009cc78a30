import { describe, expect, it } from "vitest";
import { likeness } from "./curated.ts";

const even = (stems: readonly string[]) => new Map(stems.map((stem) => [stem, 1]));
const alike = (asked: string, question: string) => likeness(asked, question, even) >= 0.75;

describe("a question", () => {
  it.each([
    ["Do you ship to Canada?", "do you ship to canada"],
    ["Hi, can you please tell me if you ship to Canada?", "Do you ship to Canada?"],
    ["shipping to Canada", "Do you ship to Canada?"],
    ["How can I cancel my subscription?", "How do I cancel the subscription?"],
    ["I want to cancel my subscription", "How do I cancel my subscription?"],
    ["What are your opening hours?", "opening hours"],
    ["Wie lange dauert der Versand?", "wie lange dauert der versand"],
    ["who are you?", "Who are you?"],
  ])("%j is asked like %j", (asked, question) => expect(alike(asked, question)).toBe(true));

  it.each([
    ["Do you ship to Mexico?", "Do you ship to Canada?"],
    ["How do I cancel my order?", "How do I cancel my subscription?"],
    ["Can I get a refund after 30 days?", "Can I get a refund after 14 days?"],
    ["Can I use it without an account?", "Can I use it with an account?"],
    ["Can I not pay by card?", "Can I pay by card?"],
    ["What does shipping to Canada cost for business customers?", "What does shipping cost?"],
    ["shipping", "Do you ship to Canada?"],
    ["", "Do you ship to Canada?"],
  ])("%j is not asked like %j", (asked, question) => expect(alike(asked, question)).toBe(false));
});
