import { describe, expect, it } from "vitest";
import { contactText, findContactLines, readContactQuestion } from "./contact.ts";

describe("readContactQuestion", () => {
  it.each([
    "Can I talk to a human?",
    "I want to speak with a real person please",
    "phone number?",
    "What's your phone number?",
    "what is the email address",
    "How can I contact you?",
    "How do I reach customer service?",
    "I'd like to make a complaint",
    "live chat",
    "is there a real person there",
    "can someone call me back?",
    "get me a manager",
    "do you have a number i can call",
    "whats ur email",
    "live agent",
    "ich brauche hilfe von einem menschen",
    "kann mich jemand zurückrufen",
    "ich möchte einen mitarbeiter sprechen",
    "c'est quoi votre mail",
    "est-ce que quelqu'un peut me rappeler",
    "me puede atender una persona",
    "vorrei un operatore",
    "la vostra email",
    "ik wil iemand spreken",
    "is er een telefoonnummer",
    "como entro em contato",
    "jak się z wami skontaktować",
    "połącz mnie z człowiekiem",
    "どこに問い合わせればいいですか",
    "电话多少",
    "Kann ich mit einem Mitarbeiter sprechen?",
    "Wie kann ich euch erreichen?",
    "Telefonnummer?",
    "Wie ist eure Telefonnummer",
    "Je veux parler à un conseiller",
    "Votre numéro de téléphone ?",
    "¿Puedo hablar con una persona?",
    "¿Cuál es su correo electrónico?",
    "Vorrei parlare con un operatore",
    "Ik wil met een medewerker spreken",
    "Quero falar com um atendente",
    "Chcę porozmawiać z konsultantem",
    "Numer telefonu?",
    "Jag vill prata med en människa",
    "Chci mluvit s člověkem",
    "Bir temsilciyle konuşmak istiyorum",
    "Можно поговорить с человеком?",
    "Как с вами связаться?",
    "Θέλω να μιλήσω με άνθρωπο",
    "أريد التحدث مع موظف",
    "אני רוצה לדבר עם נציג",
    "人と話したい",
    "电话号码是多少",
    "转人工",
    "轉人工客服",
    "상담원과 통화하고 싶어요",
    "ติดต่อเจ้าหน้าที่",
    "Tôi muốn nói chuyện với nhân viên",
  ])("hears a wish for a person or a way to one: %s", (question) => {
    expect(readContactQuestion(question)?.words).toMatch(/\S/);
  });

  it.each([
    "How many people can sleep in the tent?",
    "Does the support plan cost extra?",
    "Can I change my phone number in the profile?",
    "How do I validate an email address?",
    "What does the phone plan include?",
    "does the phone support 5G",
    "is my email shared with anyone",
    "contact lenses price",
    "Which persons are covered by the policy?",
    "Does it work with an agent behind a proxy?",
    "Wie viele Personen passen in das Zelt?",
    "Unterstützt ihr Telefonanlagen?",
    "Combien de personnes peuvent dormir dans la tente ?",
    "¿Cuántas personas caben en la tienda?",
    "Can the app send an email when the alarm goes off?",
    "Is there a person in the box?",
    "What is a contact form middleware?",
    "このテントは何人用ですか",
    "",
  ])("leaves other questions alone: %s", (question) => {
    expect(readContactQuestion(question)).toBeUndefined();
  });

  it("leaves a long message to the search", () => {
    expect(readContactQuestion(`My order is late. ${"It is late. ".repeat(12)}Can I talk to a human?`)).toBeUndefined();
  });
});

describe("findContactLines", () => {
  it("finds addresses and numbers, once each, and no dates, prices or versions", () => {
    const foot = "Write to help@shop.example or call +49 30 901820.";
    const sources = [
      { number: 1, text: "Released on 2024-05-12. It costs 1,200.00. Version 2.3.1 of 12 April 2024." },
      { number: 2, text: `# Contact\n\n${foot}` },
      { number: 3, text: foot },
      { number: 4, text: "Call 020 7946 0018 on weekdays. Order 1234567 is late." },
    ];
    expect(findContactLines(sources)).toMatchObject([
      { number: 2, text: foot },
      { number: 4, text: "Call 020 7946 0018 on weekdays." },
    ]);
  });
});

it.each(["Teléfono 923 555 018.", "ul. Szosa 101, tel. 56 555 01 22.", "電話0577-55-0134。"])(
  "finds a number behind a word for a telephone: %s",
  (text) => {
    expect(findContactLines([{ number: 1, text }])).toHaveLength(1);
  },
);

describe("contactText", () => {
  it("says what the owner set, and nothing where nothing is", () => {
    expect(contactText({ text: "Write to us.", email: "a@b.example" })).toBe(
      "Write to us.\n\n[a@b.example](mailto:a@b.example)",
    );
    expect(contactText({ url: "https://b.example/c" })).toBe("[https://b.example/c](https://b.example/c)");
    expect(contactText({})).toBeUndefined();
  });
});
