/** Questions as people type them, in their language and not always as the pages spell it; and what a bot says of itself. */

import { beforeAll, describe, expect, it } from "vitest";
import { CHAT_WORDS } from "../chat/words/table.ts";
import { ask, get, putDocument, type Tenant, createTenant } from "./harness.ts";

interface Found {
  matches: { document_id: string; title: string; text: string; score: number }[];
  spelling?: { asked: string; used: string };
}

let laden: Tenant;
let bakery: Tenant;

const PAGES: Record<string, string> = {
  versand: "# Versand\n\nJedes Paket verlässt uns in zwei Werktagen. Der Versand kostet 4,90 Euro.",
  rueckgabe: "# Rückgabe\n\nSie haben 30 Tage Zeit, eine Tasche zurückzusenden. Wir erstatten den Kaufpreis.",
  garantie: "# Garantie\n\nAuf Reißverschlüsse geben wir fünf Jahre Garantie.",
  fehler:
    "# Fehler\n\n## ERR_1234\n\nDer Akku der Lampe POCS-30017 ist leer.\n\n## bodyLimit\n\nHöchstens 10.000 Zeilen.",
  "v2.3.1": "# Neu in v2.3.1\n\n12. April 2024: Die Lampe meldet ihren Akku.",
  "v3.1": "# Neu in v3.1\n\n3. Mai 2024: Die Lampe meldet ihre Helligkeit.",
};

beforeAll(async () => {
  [laden, bakery] = await Promise.all([
    createTenant("Laden", { language: "de", synonyms: [["Tasche", "Beutel", "Ranzen"]] }),
    createTenant("Bakery", { synonyms: [["Beutel", "Brot"]] }),
  ]);
  for (const [id, content] of Object.entries(PAGES)) await putDocument(laden, id, `${content} ${laden.canary}`);
  await putDocument(bakery, "versand", `# Versand\n\nBrot wird nicht versandt. ${bakery.canary}`);
});

const search = (tenant: Tenant, query: string): Promise<Found> =>
  get<Found>("/v1/search", { key: tenant.secretKey, body: { query } });

describe("a search", () => {
  it.each([
    ["Wie hoch sind die Versandkosten?", "versand"],
    ["Kann ich etwas zurückschicken?", "rueckgabe"],
    ["RUECKGABE", "rueckgabe"],
    ["Habe ich auf den Reissverschluss Garantie?", "garantie"],
    ["How much is shipping?", "versand"],
    ["POCS30017", "fehler"],
    ["Was bedeutet ERR-1234?", "fehler"],
    ["body limit", "fehler"],
    ["10000 Zeilen", "fehler"],
    ["v2.3.1", "v2.3.1"],
    ["Was ist neu in 2.3.1?", "v2.3.1"],
    ["Was kam im April 2024?", "v2.3.1"],
    ["2024-05-03", "v3.1"],
  ])("%s", async (query, documentId) => {
    const { matches } = await search(laden, query);
    expect(matches[0]?.document_id).toBe(documentId);
    expect(JSON.stringify(await search(bakery, query))).not.toContain(laden.canary);
  });

  it("never takes one version for another", async () => {
    const { matches } = await search(laden, "2.3.1");
    expect(matches.map(({ document_id }) => document_id)).toEqual(["v2.3.1"]);
  });

  it("puts a misspelled word right from the bot's own pages, and says so", async () => {
    const found = await search(laden, "Garnatie?");
    expect(found.matches[0]?.document_id).toBe("garantie");
    expect(found.spelling).toEqual({ asked: "Garnatie?", used: "Garantie?" });
    expect((await search(laden, "Garantie?")).spelling).toBeUndefined();
    const other = await search(bakery, "Garnatie?");
    expect(other).toEqual({ matches: [] });
  });

  it("takes the owner's own words for one another, and no other owner's", async () => {
    const { matches } = await search(laden, "Ranzen");
    expect(matches[0]?.document_id).toBe("rueckgabe");
    expect((await search(bakery, "Ranzen")).matches).toEqual([]);
    const { matches: bread } = await search(bakery, "Beutel");
    expect(bread[0]?.text).toContain(bakery.canary);
  });

  it("says by its scores how much of the question was found", async () => {
    expect((await search(laden, "Xylophon")).matches).toEqual([]);
    const whole = (await search(laden, "Garantie auf Reißverschlüsse")).matches[0]!.score;
    const part = (await search(laden, "Garantie Xylophon Zirkuselefant")).matches[0]!.score;
    expect(whole).toBe(1);
    expect(part).toBeLessThan(0.5);
    expect(part).toBeGreaterThan(0);
  });
});

describe("what a bot says of itself", () => {
  it.each(["de", "pl", "ja", "fa"] as const)("small talk in %s is answered in it", async (language) => {
    const greeting = CHAT_WORDS[language].phrases.greeting.split("|")[0]!;
    const answer = await ask(laden, greeting);
    expect(answer.text).toBe(CHAT_WORDS[language].replies.greeting);
    expect(answer.end).toMatchObject({ messageMetadata: { outcome: "small-talk" } });
  });

  it("what is not known is said in the question's language, in the owner's words where there are some", async () => {
    const texts = { fr: { no_answer_text: `Aucune idée. ${laden.canary}` } };
    await get("/v1/bot", { method: "PATCH", key: laden.secretKey, body: { texts } });
    const said = async (tenant: Tenant, question: string): Promise<string> => (await ask(tenant, question)).text;
    expect(await said(laden, "Wer hat die Zauberflöte komponiert?")).toBe(CHAT_WORDS.de.says.noAnswer);
    expect(await said(laden, "¿Quién compuso la flauta mágica?")).toBe(CHAT_WORDS.es.says.noAnswer);
    expect(await said(laden, "Qui a composé la flûte enchantée ?")).toBe(texts.fr.no_answer_text);
    expect(await said(bakery, "Qui a composé la flûte enchantée ?")).toBe(CHAT_WORDS.fr.says.noAnswer);
  });
});
