/** What visitors type to a small shop, as they type it: each kind of question once, of Markdown and of HTML. */

import MarkdownIt from "markdown-it";
import { beforeAll, describe, expect, test } from "vitest";
import { type MemoryBot, openMemoryBot } from "./bot.ts";

const PAGES = {
  delivery: `# Delivery

Orders placed before 1 pm leave the same day.

| Where to | How long | Price |
| --- | --- | --- |
| Mainland | 2 to 4 days | £3.95 |
| Islands | 4 to 6 days | £8.95 |
| Europe | 5 to 10 days | £18 |

Standard delivery is free on orders over £60. We don't ship outside Europe.
`,
  returns: `# Returns and refunds

You have 30 days to send anything back, as long as it has not been used.

## How to return something

1. Fill in the return form in your account.
2. Print the label.
3. Drop the parcel at any post office.

Return postage costs £2.95. Refunds reach your card within 5 days of the parcel arriving.
`,
  lamps: `# Lamps

| Lamp | Part number | Height | Weight | Price |
| --- | --- | --- | --- | --- |
| Wren | LL-1001 | 28 cm | 1.2 kg | £65 |
| Heron | LL-2050 | 152 cm | 9 kg | £240 |

## Fitting the Wren

1. Screw the hook into the ceiling.
2. Boat owners use the brass hook and pull the cable tight.

The set of Wren and Heron costs £290.
`,
  questions: `# Frequently asked questions

### Do you have a shop?

Yes, our shop is at 14 Canal Street, Leeds.

### Can I change or cancel my order?

Yes, until it is packed. Email us the order number.

### Is there a discount for students?

Students get 10% off with a valid university email address.
`,
  visit: `# Visit us

## Opening hours

| Day | Hours |
| --- | --- |
| Monday | closed |
| Tuesday to Friday | 10 am to 6 pm |
| Saturday | 9 am to 5 pm |

## Good to know

Breakfast in the lamp café costs £8. Ask for it back at the stick rack. Children eat free of charge. Orders can be collected in the shop.

## Contact

Our telephone is 0113 496 0123.
`,
};

const markdown = new MarkdownIt();

describe.each(["text/markdown", "text/html"] as const)("a shop in %s", (contentType) => {
  let bot: MemoryBot;
  beforeAll(async () => {
    bot = await openMemoryBot(
      Object.entries(PAGES).map(([id, page]) => ({
        id,
        content: contentType === "text/html" ? `<main>${markdown.render(page)}</main>` : page,
        contentType,
        url: `https://shop.example/${id}`,
      })),
    );
  });

  test.each([
    // What a thing costs is its row, and what delivery costs is its table.
    ["what does the heron cost", /£240/, /£290/],
    ["wren how much", /£65/, /£290/],
    ["how much to ship to europe", /£18/],
    ["how much is delivery", /£3\.95/],
    ["how much is delivery to France", /£18/],
    ["what does shipping to Serbia cost", /£18/],
    // A size by its adjective.
    ["how tall is the heron", /152 cm/],
    ["how heavy is the wren", /1\.2 kg/],
    // For how long is no amount of money, and no step.
    ["how long do i have to return it", /30 days/, /label/],
    ["when do i get my refund", /5 days/, /label/],
    ["when do you close on saturday", /Saturday \| 9 am to 5 pm/, /Monday/],
    ["opening times", /\| Day \| Hours \|[^]*Saturday/],
    // A day stands within others.
    ["are you open on wednesday", /Tuesday to Friday/, /Monday|Saturday/],
    ["open thursday?", /Tuesday to Friday/, /Monday|Saturday/],
    ["open on mondays", /Monday \| closed/, /Saturday/],
    ["habt ihr mittwochs offen", /Tuesday to Friday/, /Monday|Saturday/],
    ["abren los jueves", /Tuesday to Friday/, /Monday|Saturday/],
    ["êtes-vous ouvert le lundi", /Monday \| closed/, /Saturday/],
    // A place is a street, not an e-mail address.
    ["where are you", /14 Canal Street/, /university/],
    ["wo seid ihr", /14 Canal Street/, /university/],
    // Of a page's own questions the one that is asked, in another language too.
    ["wie kann ich meine Bestellung stornieren", /until it is packed/, /university|Canal/],
    ["how do i cancel an order", /until it is packed/, /university|Canal/],
    // Whether something is free is a question of price.
    ["is breakfast free for children", /Children eat free/],
    ["is delivery free", /over £60/],
    // Two questions in one.
    ["how much is the wren and how tall is the heron", /£65[^]*152 cm/],
    ["is there a student discount and where are you", /10% off[^]*14 Canal Street/],
    ["was kostet der heron und wann habt ihr offen?", /£240[^]*Saturday/],
    // A wish is a question how.
    ["i want to return something", /Fill in the return form/],
    // A condition is not what is asked for, where anything else is.
    ["can i send it back if it doesnt match my curtains", /30 days/],
    // Other words for it.
    ["can i pick up my order", /collected/],
    ["do you have a lamp of 28 cm", /Wren/],
  ])("%s", async (question, says, never: RegExp = /^$/) => {
    const { outcome, text } = await bot.ask(question);
    expect({ outcome, text }).toEqual({ outcome: "answered", text: expect.stringMatching(says) });
    expect(text).not.toMatch(never);
  });

  test.each([
    // A step of something else allows nothing.
    "can I use it on a boat",
    // An e-mail is no telephone.
    "can i order by phone",
    "do you have parking",
    // Nothing but verbs of the asking.
    "how fast can i get it",
  ])("%s: nothing is said", async (question) => {
    expect((await bot.ask(question)).outcome).not.toBe("answered");
  });

  test.each([
    "who do i talk to",
    "who can help me?",
    "mit wem kann ich sprechen",
    "à qui puis-je parler ?",
    "¿con quién puedo hablar?",
    "con chi posso parlare",
    "met wie kan ik praten",
    "com quem posso falar",
    "z kim mogę porozmawiać",
  ])("%s: how to reach a person", async (question) => {
    const { outcome, text } = await bot.ask(question);
    expect({ outcome, text }).toEqual({ outcome: "contact", text: expect.stringContaining("0113 496 0123") });
  });

  test("a day that is asked for next is that day's row", async () => {
    const [, next] = await bot.talk(["are you open on saturday", "and on wednesday?"]);
    expect(next?.text).toMatch(/Tuesday to Friday/);
    expect(next?.text).not.toMatch(/Saturday/);
  });

  test("what is named next behind a price is asked its own", async () => {
    const [, heron, delivery] = await bot.talk(["how much is the wren", "and the heron", "and delivery?"]);
    expect(heron?.text).toMatch(/£240/);
    expect(delivery?.text).toMatch(/£3\.95/);
  });

  test("a price that is asked for next is not what was quoted without one", async () => {
    const [, next] = await bot.talk(["do you ship to spain", "how much is that"]);
    expect(next?.text).toMatch(/£18/);
  });

  test.each(["can I give it as a present", "is it in stock", "does it come in black"])(
    "%s: a short word is no slip of another",
    async (question) => {
      expect((await bot.ask(question)).used).toBeUndefined();
    },
  );
});
