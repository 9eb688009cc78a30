/** What pages look like, and what of them is an answer. */

import { describe, expect, it } from "vitest";
import type { PromptSource } from "../../../prompt.ts";
import { createExtractiveGenerator } from "./generator.ts";
import { namesPrice } from "./units.ts";

type Page = string | { text: string; title?: string; path?: string[]; place?: { document: string; ordinal: number } };

/** What is said, and the passages it is said by: each stands in its page. */
async function ask(question: string, ...pages: Page[]) {
  const sources: PromptSource[] = pages.map((page, at) => {
    const { text, title = "Help", path = [], place } = typeof page === "string" ? { text: page } : page;
    return { number: at + 1, title, headingPath: path, url: null, text, ...(place === undefined ? {} : { place }) };
  });
  const prompt = { instructions: "", question, standaloneQuestion: question, history: [], sources };
  let text = "";
  const quotes: string[] = [];
  let reason = "";
  for await (const delta of createExtractiveGenerator().generate(prompt, new AbortController().signal)) {
    if (delta.type === "text") text += delta.text;
    else if (delta.type === "finish") ({ reason } = delta);
    else {
      expect(sources[delta.number - 1]!.text).toContain(delta.quote);
      quotes.push(delta.quote);
      text += ` [${delta.number}]`;
    }
  }
  return { text, quotes, reason };
}

describe("a question that stands in the page", () => {
  const answer = "Yes, to every country of the union, within six days.";
  it.each([
    ["in bold above a paragraph", `**Do you ship abroad?**\n\n${answer}\n\n**Do you wrap gifts?**\n\nFor three euros.`],
    ["in bold on the line before", `**Do you ship abroad?**\n${answer}\n\n**Do you wrap gifts?**\nFor three euros.`],
    ["as a heading", `## Do you ship abroad?\n\n${answer}\n\n## Do you wrap gifts?\n\nFor three euros.`],
    ["with Q: and A:", `Q: Do you ship abroad?\n\nA: ${answer}\n\nQ: Do you wrap gifts?\n\nA: For three euros.`],
    ["as a plain paragraph", `Do you ship abroad?\n\n${answer}\n\nDo you wrap gifts?\n\nFor three euros.`],
    ["in a list", `- Do you ship abroad? ${answer}\n- Do you wrap gifts? For three euros.`],
    ["in a nested list", `- Do you ship abroad?\n  - ${answer}\n- Do you wrap gifts?\n  - For three euros.`],
  ])("is never its own answer: %s", async (_name, page) => {
    const { text, quotes } = await ask("Do you ship abroad?", page);
    expect(text).toContain(answer);
    expect(text).not.toContain("Do you");
    expect(text).not.toContain("three euros");
    expect(quotes[0]).toContain(answer);
  });

  it("gets all that answers it", async () => {
    const page =
      "### Can I get a refund?\n\nWithin 30 days.\n\n- Unopened: in full\n- Opened: half\n\n### Who pays?\n\nWe do.";
    const { text } = await ask("Can I get a refund?", page);
    expect(text).toContain("Within 30 days.");
    expect(text).toContain("- Unopened: in full\n- Opened: half");
    expect(text).not.toContain("We do");
  });
});

describe("a name in camel case", () => {
  const own = "The Body Limit Middleware can limit the size of a request.";
  it("is meant by its parts together, and not by one of them", async () => {
    const { text } = await ask(
      "What is bodyLimit?",
      { title: "Body Limit Middleware", text: own },
      { title: "Uploads", text: "The body is available as a form. It is read once." },
      { title: "Rates", text: "The limit is a hundred calls a minute." },
    );
    expect(text).toContain(own);
    expect(text).not.toContain("form");
  });
});

describe("a section that is too long to be said whole", () => {
  it("is said with what leads to its best part", async () => {
    const history =
      `${"Locks were made of brass in the old house and nobody turned them twice. ".repeat(10)}\n\n`.repeat(2);
    const page = `## Rotating a key\n\n${history}Open the settings first.\n\nRotate a key by pressing the round button: rotate it, and the old key is gone.`;
    const { text } = await ask("How do I rotate a key?", { title: "Locks", text: page });
    expect(text).toContain("the round button");
    expect(text).toContain("Open the settings first.");
    expect(text.length).toBeLessThan(1_500);
  });
});

describe("the section that is asked for", () => {
  const regular = "### Regular cookies\n\n```ts\nsetCookie(c, 'name', 'value')\n```";
  const signed =
    "### Signed cookies\n\nSetting a cookie with a secret.\n\n```ts\nsetSignedCookie(c, 'name', 'value', secret)\n```";
  const made =
    "### Cookie Generation\n\n`generateCookie` creates a cookie string.\n\n```ts\ngenerateCookie('name', 'value')\n```\n\nNote: Unlike `setCookie`, it does not set the cookie.";
  it("is the plain one, and not one whose heading names another thing of the kind", async () => {
    const page = { title: "Cookie Helper", text: `## Usage\n\n${regular}\n\n${signed}\n\n${made}` };
    const { text } = await ask("How do I set a cookie?", page);
    expect(text).toMatch(/^\*\*Regular cookies\*\*/);
    expect(text).not.toContain("Signed");
    expect((await ask("How do I set a signed cookie?", page)).text).toContain("setSignedCookie");
  });
});

describe("a question of many parts", () => {
  const lamp = { title: "Workshop lamp", text: "The workshop lamp can be dimmed to a tenth of its light." };
  const others = [
    "The wall switch is made of brass.",
    "A remote comes with two batteries.",
    "Set the timer at noon.",
  ].map((text, at) => ({ title: `Parts ${at}`, text }));
  it("is answered by what says most of them, and not by what leaves most to other pages", async () => {
    const whole = "Can the workshop lamp be dimmed with the wall switch, the brass remote and the timer?";
    expect((await ask(whole, lamp, ...others)).reason).toBe("no-answer");
    expect((await ask("Can the workshop lamp be dimmed with the timer?", lamp, ...others)).text).toContain("a tenth");
  });
});

describe("another word for the same", () => {
  it.each([
    ["Do lamps clash?", "A filter keeps lamps from conflicts."],
    ["Can I pick a colour?", "You choose the colour."],
    ["How is a voucher generated?", "A voucher is created by the till."],
  ])("is understood: %s", async (question, says) => {
    expect((await ask(question, `${says}\n\nThe till is red.`)).text).toContain(says);
  });
});

describe("which one to take", () => {
  const page = {
    title: "Routers",
    text: "## Trie router\n\nIt is not suitable for a place that starts for every request.\n\n## Linear router\n\nIt is suitable where a place starts for each request anew.",
  };
  it("is not answered by what is advised against", async () => {
    const { text } = await ask("Which router is suitable for a place that starts for every request?", page);
    expect(text).not.toContain("not suitable");
  });
});

describe("the size of something", () => {
  const text =
    "## Names\n\nYou choose the name of a project when you create it; a name takes 3 seconds to check.\n\n## Options\n\nThe greatest length of the name of a project. The default is 60.\n\nThe age of a project in days before it is archived. The default is 90.\n\nThe size of a project in megabytes. The default is 500.";
  it.each([
    ["How long can the name of a project be?", "60"],
    ["How long may a project name be?", "60"],
    ["how big can a project be", "500"],
    ["How old must a project be?", "90"],
  ])("is found by its noun: %s", async (question, figure) => {
    expect((await ask(question, { title: "Projects", text })).text).toContain(figure);
  });
});

describe("a price", () => {
  const plans =
    "## Plans\n\n| | Starter | Team |\n|---|---|---|\n| Price per month | Free | €29 |\n| Employees | 5 | 40 |";
  const later = "### Can I change my team plan?\n\nYes, at any time. A change of the plan is charged pro rata.";
  it("is told by its own row below the thing, and not by what is charged", async () => {
    const { text } = await ask("How much is the team plan?", { title: "Pricing", text: `${plans}\n\n${later}` });
    expect(text).toContain("| Price per month | Free | €29");
    expect(text).not.toContain("Employees");
    expect(text).not.toContain("pro rata");
  });
  it("is not told by what says none", async () => {
    expect((await ask("How much is the team plan?", { title: "Pricing", text: later })).reason).toBe("no-answer");
  });
  it.each([
    "120 zł",
    "99 Kč",
    "250 рублей",
    "70 гривень",
    "15 ευρώ",
    "25 שקלים",
    "٤٫٩٠ يورو",
    "4.90 यूरो",
    "12 ยูโร",
    "zdarma",
    "безкоштовно",
  ])("is known by its words: %s", (plain) => {
    expect(namesPrice({ plain: `(${plain})` })).toBe(true);
  });
  it.each(["three crownstones", "Freedom", "евровидение"])("is none: %s", (plain) => {
    expect(namesPrice({ plain })).toBe(false);
  });
  it("is not what something weighs", async () => {
    const text = "## Racks\n\nThe rack of oak weighs 12 kg. The rack of steel costs 30 euros.";
    expect((await ask("How much does the rack of oak weigh?", { title: "Racks", text })).text).toContain("12 kg");
  });
});

describe("whether something is to be had", () => {
  const rental = "Rental companies in the programme offer cars of every size, and the company may offer an upgrade.";
  it.each(["Does Brinewren offer a company car?", "Do you have a company car?", "does it have company cars"])(
    "is not answered by what has only its words: %s",
    async (question) => {
      const { reason } = await ask(question, { title: "Travel", text: `## Booking\n\n${rental}` });
      expect(reason).toBe("no-answer");
    },
  );
  it("is answered by what names it", async () => {
    const text = "## Benefits\n\nEach engineer gets a company car after one year.";
    expect((await ask("Do you offer a company car?", { title: "Working here", text })).text).toContain(
      "after one year",
    );
  });
});

describe("a question how to do something", () => {
  const first = "## Moving a bot\n\nA bot moves with its pages.\n\n1. Open **Export**.\n2. Save the file.";
  const second = "3. Open **Import** in the other account.\n\n```sh\nbots import file.json\n```";

  it("gets the section whole: heading, lead, every step, its code", async () => {
    const { text } = await ask("How do I move a bot?", `${first}\n${second}\n\n## Deleting a bot\n\nPress Delete.`);
    expect(text.startsWith("**Moving a bot**\n\nA bot moves with its pages.")).toBe(true);
    expect(text).toMatch(/1\. Open [^]+2\. Save [^]+3\. Open [^]+```sh\nbots import file.json\n```/);
    expect(text).not.toContain("Press Delete");
  });

  it("gets it whole although it was cut into two chunks", async () => {
    const path = ["Moving a bot"];
    const { text } = await ask(
      "How do I move a bot?",
      { text: first.replace(/^.*\n\n/, ""), path, place: { document: "a", ordinal: 4 } },
      { text: "Bots are moved by vans.", place: { document: "b", ordinal: 0 } },
      { text: second, path, place: { document: "a", ordinal: 5 } },
    );
    expect(text).toMatch(/A bot moves with[^]+1\. Open [^]+2\. Save [^]+3\. Open [^]+bots import file\.json/);
    expect(text).not.toContain("vans");
  });

  it("gets a section of the page whose whole title is asked for, before one that uses its words", async () => {
    const { text } = await ask(
      "How do I install Fono on River Workers?",
      {
        title: "Signing in on River",
        text: "## Installation\n\n```sh\nnpm create fono --template river-workers\nnpm install signing\n```",
        place: { document: "sign-in", ordinal: 0 },
      },
      {
        title: "River Workers",
        text: "## Setup\n\nA starter is there. Install it with create.\n\n```sh\nnpm create fono\n```",
        place: { document: "river", ordinal: 0 },
      },
    );
    expect(text).toContain("A starter is there.");
    expect(text).not.toContain("signing");
  });

  it("gets no section that is not about it", async () => {
    expect((await ask("How do I paint a fence?", first)).reason).toBe("no-answer");
  });
});

describe("a few words", () => {
  it("are said with the heading that they are about, unless the question names it", async () => {
    const page =
      "# Prices\n\n## Harbour\n\nThe free plan. For one boat.\n\n## Passage\n\nFor longer trips, at four euros.";
    expect((await ask("Is there a free plan?", page)).text).toBe("**Harbour**\n\nThe free plan. For one boat. [1]");
    expect((await ask("Is Harbour the free plan?", page)).text).not.toContain("**");
  });
});

describe("a question of several words", () => {
  const pages = [
    "Some stay at home and some go to a client. Whoever signs an agreement gets a copy.",
    "You can use paid parental leave for a birth.",
    "Lunch is at noon.",
    "The lift stops at nine.",
    "Desks are shared.",
    "Bikes stand in the yard.",
    "Phones are lent out.",
    "Badges open every door.",
  ].map((text, at) => ({ text, title: `Note ${at}`, place: { document: `${at}`, ordinal: 0 } }));

  it("is not answered by a passage that lacks what other pages speak of", async () => {
    expect((await ask("Who gets a copy of the agreement?", ...pages)).text).toContain("gets a copy. [1]");
    const { reason } = await ask("Do desks, bikes and phones of a client come with a copy of the agreement?", ...pages);
    expect(reason).toBe("no-answer");
  });
});

describe("a list", () => {
  const prices =
    "## Delivery\n\n- At home\n  - Letter: 2 euros\n  - Parcel: 5 euros\n- Abroad\n  - Letter: 4 euros\n  - Parcel: 15 euros";

  it("keeps the branch above an item, and leaves out the other branches", async () => {
    const { text } = await ask("What does a parcel cost abroad?", prices);
    expect(text).toContain("- Abroad\n   - Parcel: 15 euros");
    expect(text).not.toContain("5 euros\n");
    expect(text).not.toContain("At home");
  });

  it("is complete under its heading", async () => {
    const { text } = await ask(
      "Which formats are supported?",
      "## Supported formats\n\n- PNG\n- JPEG\n- WebP\n\n## Sizes\n\nAny.",
    );
    expect(text).toContain("- PNG\n- JPEG\n- WebP [1]");
    expect(text).not.toContain("Any");
  });
});

describe("a table", () => {
  it("shows its head and only the rows that were asked for", async () => {
    const rows = Array.from({ length: 30 }, (_, at) => `| Model ${at + 100} | ${at + 3} kg |`).join("\n");
    const { text, quotes } = await ask(
      "How much does the Model 117 weigh?",
      `Weights of all models.\n\n| Model | Weight |\n|---|---|\n${rows}`,
    );
    expect(text).toContain("| Model | Weight |\n| --- | --- |\n| Model 117 | 20 kg [1] |");
    expect(text.match(/^\| Model \d/gm)).toHaveLength(1);
    expect(quotes[0]).toContain("Model 117 | 20 kg");
  });
});

describe("the most or the least of several", () => {
  const rooms =
    "| Room | Seats | Price |\n|---|---|---|\n| Attic | 6 | £8 |\n| Reading room | 14 | £15 |\n| Great hall | 90 | £60 |\n\nBook rooms two weeks ahead at the desk.";
  const zimmer =
    "| Zimmer | Plätze | Preis |\n|---|---|---|\n| Dachzimmer | 6 | 8 € |\n| Lesezimmer | 14 | 15 € |\n| Saal | 90 | 60 € |\n\nZimmer bitte zwei Wochen vorher buchen.";
  it.each([
    ["cheapest room", "Rooms", rooms],
    ["what is the biggest room?", "Rooms", rooms],
    ["which room is the most expensive", "Rooms", rooms],
    ["das günstigste Zimmer", "Zimmer", zimmer],
    ["welches ist das größte Zimmer?", "Zimmer", zimmer],
    ["teuerstes Zimmer", "Zimmer", zimmer],
  ])("is not told by some of them: %s", async (question, title, text) => {
    const { text: said } = await ask(question, { title, text });
    const rows = said.match(/^\| .*\d/gm) ?? [];
    expect([0, 3]).toContain(rows.length);
    if (rows.length === 0) expect(said).toBe("");
  });

  it.each([
    ["what is the biggest room?", "The biggest room is the great hall, with 90 seats.", "great hall"],
    ["was ist das größte Zimmer?", "Das größte Zimmer ist der Saal mit 90 Plätzen.", "Saal"],
  ])("is told where the page says it: %s", async (question, text, expected) => {
    expect((await ask(question, { title: "House", text })).text).toContain(expected);
  });
});

describe("whether something is needed", () => {
  it.each([
    [
      "do I need an account",
      "1. Leave the bike at the harbour.\n2. Sign in to your account and press Return.\n3. The deposit comes back in three days.",
    ],
    [
      "brauche ich ein Konto",
      "1. Stellen Sie das Rad am Hafen ab.\n2. Melden Sie sich in Ihrem Konto an und drücken Sie Rückgabe.\n3. Die Kaution kommt in drei Tagen zurück.",
    ],
    [
      "ai-je besoin d'un compte",
      "1. Laissez le vélo au port.\n2. Connectez-vous à votre compte et appuyez sur Retour.\n3. La caution revient en trois jours.",
    ],
  ])("is not told by a step of something else: %s", async (question, text) => {
    expect((await ask(question, { title: "Return", text })).reason).toBe("no-answer");
  });

  it.each([
    ["do I need an account", "You need no account to order."],
    ["brauche ich ein Konto", "Für eine Bestellung brauchen Sie kein Konto."],
  ])("is told by what says so: %s", async (question, text) => {
    expect((await ask(question, { title: "Order", text })).text).toContain(text);
  });
});

describe("a card by its short name", () => {
  it.each([
    ["do you take amex", "Payment", "We take cash and all cards but American Express."],
    ["kann ich mit Amex zahlen", "Zahlung", "Wir nehmen Bargeld und alle Karten außer American Express."],
  ])("is found by its long one: %s", async (question, title, text) => {
    expect((await ask(question, { title, text })).text).toContain(text);
  });
});

describe("a heading that is the answer", () => {
  const log =
    "## Version 2.4 · 12 April 2024\n\n- Added CSV export.\n- Fixed the clock.\n\n## Version 2.3 · 3 March 2024\n\n- Added dark mode.";

  it("is said with what stands under it", async () => {
    const { text, quotes } = await ask("Which version added CSV export?", log);
    expect(text).toContain("**Version 2.4 · 12 April 2024**");
    expect(text).toContain("Added CSV export.");
    expect(text).not.toContain("2.3");
    expect(quotes[0]).toBe("Version 2.4 · 12 April 2024");
  });

  it("finds the text under the code that was asked for, also in a pasted trace", async () => {
    const codes = "## ERR_1234\n\nThe licence has run out. Renew it in the portal.\n\n## ERR_9876\n\nThe disk is full.";
    for (const question of [
      "What does ERR_1234 mean?",
      "help!! Traceback (most recent call last): File main.py, line 12, in module run() File app.py, line 88, in run raise Failure(code) app.Failure: ERR_1234 while opening session for user anna on host web-3",
    ]) {
      const { text } = await ask(question, codes);
      expect(text).toContain("The licence has run out. Renew it in the portal.");
      expect(text).not.toContain("disk");
    }
  });
});

describe("what something is", () => {
  it("is said by the sentence that introduces it", async () => {
    const { text } = await ask(
      "What is Quillboard?",
      { text: "Quillboard can be installed on any system. Open Quillboard and sign in.", title: "Installing" },
      { text: "Quillboard is a shared notebook for field teams. It works offline.", title: "Quillboard" },
    );
    expect(text).toContain("Quillboard is a shared notebook for field teams.");
    expect(text).not.toContain("installed");
  });
});

describe("the text of a page", () => {
  it("never makes a citation by itself, and keeps its brackets", async () => {
    const { text, quotes } = await ask("When was the bridge built?", "The bridge was built in 1902 [2] by hand.");
    expect(text).toBe("The bridge was built in 1902 [2] by hand. [1]");
    expect(quotes).toEqual(["The bridge was built in 1902 [2] by hand."]);
  });
});

describe("a question whether something is to be had", () => {
  const aside = "Calibrate the vane once after fitting. It takes about ten minutes under engine.";
  it.each([
    ["do you make engines", aside],
    ["verkauft ihr Motoren", "Kalibrieren Sie einmal nach dem Einbau. Das dauert zehn Minuten unter Motor."],
    ["vendez-vous des moteurs ?", "Calibrez une fois après le montage. Il faut dix minutes au moteur."],
  ])("is not answered by what mentions it by the way: %s", async (question, text) => {
    expect((await ask(question, { text, title: "Vane" })).quotes).toEqual([]);
  });

  it.each([
    ["is denied", "do you make engines", "We do not make engines, only vanes.", "Vane"],
    ["is told to be there", "do you sell engines", "Next to vanes we sell small engines for dinghies.", "Vane"],
    ["is what the page is about", "do you have engines", "Small ones: engines of ours run on batteries.", "Engines"],
    ["opens the sentence", "do you have engines", "Engines come from our works at the harbour.", "Vane"],
  ])("is answered where it %s", async (_where, question, text, title) => {
    expect((await ask(question, { text, title })).text).toContain(text);
  });

  it("is not meant by other questions", async () => {
    expect((await ask("how many minutes does it take under engine", { text: aside, title: "Vane" })).text).toContain(
      "ten minutes",
    );
  });
});
