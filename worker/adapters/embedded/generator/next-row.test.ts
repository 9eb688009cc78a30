import { describe, expect, it } from "vitest";
import { type MemoryBot, openMemoryBot } from "../../../test/node/bot.ts";

const openPage = (content: string): Promise<MemoryBot> =>
  openMemoryBot([{ id: "page", content, contentType: "text/html", url: "https://site.example/page" }]);

const say = (...rows: string[][]): string =>
  `<table>${rows.map((row, at) => `<tr>${row.map((cell) => (at === 0 ? `<th>${cell}</th>` : `<td>${cell}</td>`)).join("")}</tr>`).join("")}</table>`;

const TICKETS = say(
  ["Ticket", "At the door", "Online"],
  ["Adult", "£12", "£10.50"],
  ["Child (5–15)", "£6", "£5"],
  ["Family (2 adults, 3 children)", "£30", "£26"],
);
const PLANS = say(
  ["", "Starter", "Team", "Business"],
  ["Price per month", "Free", "€29", "€89"],
  ["Locations", "1", "3", "Unlimited"],
);
const HIRE = say(
  ["Bike", "1 day", "3 days", "Week"],
  ["City bike", "£18", "£45", "£80"],
  ["Gravel bike", "£32", "£80", "£150"],
);
const IMPFUNG = say(
  ["Leistung", "Hund", "Katze", "Kaninchen"],
  ["Impfung", "75 €", "68 €", "54 €"],
  ["Kastration", "480 €", "190 €", "160 €"],
);

describe("a follow-up behind a row", () => {
  it.each([
    [TICKETS, ["how much is an adult ticket?", "and for children?"], "Child (5–15) | £6", "Adult |"],
    [
      TICKETS,
      ["how much is an adult ticket?", "and for children?", "and online?"],
      "Child (5–15) | £6 | £5",
      "Adult |",
    ],
    [HIRE, ["how much is a city bike per day?", "and for a week?"], "City bike | £18 | £45 | £80", "Gravel"],
    [HIRE, ["how much is a city bike per day?", "what about the gravel bike?"], "Gravel bike | £32", "City"],
    [IMPFUNG, ["Was kostet die Impfung für einen Hund?", "und für ein kaninchen?"], "Impfung | 75 €", "Kastration"],
    [IMPFUNG, ["Was kostet die Impfung für einen Hund?", "und die kastration?"], "Kastration | 480 €", "Impfung |"],
  ])("asks for another row or column: %#", async (table, turns, says, never) => {
    const bot = await openPage(`<h1>Page</h1><p>Welcome to the old harbour house.</p>${table}`);
    const last = (await bot.talk(turns)).at(-1)!;
    expect(last.outcome).toBe("answered");
    expect(last.text).toContain(says);
    expect(last.text).not.toContain(never);
  });

  it("leaves what no row or column is called to the search", async () => {
    const bot = await openPage(`<h1>Tickets</h1>${TICKETS}<h2>Dogs</h2><p>Dogs stay in the courtyard.</p>`);
    const last = (await bot.talk(["how much is an adult ticket?", "and what about dogs?"])).at(-1)!;
    expect(last.text).toContain("courtyard");
  });

  it("shows the head of a table whose corner is empty, each name above its column", async () => {
    const bot = await openPage(`<h1>Plans</h1>${PLANS}`);
    const { text } = await bot.ask("how many locations does Business have?");
    expect(text).toContain(
      "|  | Starter | Team | Business |\n| --- | --- | --- | --- |\n| Locations | 1 | 3 | Unlimited",
    );
  });
});
