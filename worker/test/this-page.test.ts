/** The page a visitor is on, as a hint: told of without a model, and never more than they may see. */

import { beforeAll, expect, it } from "vitest";
import { ask, createTenant, putDocument, type Tenant } from "./harness.ts";

let shop: Tenant;
let other: Tenant;

const CARE = `# Care

Wash wool by hand at 30 degrees.

## Drying

Dry it flat and in the shade.

## Moths

Cedar keeps moths away.`;

beforeAll(async () => {
  [shop, other] = await Promise.all([createTenant("Wool"), createTenant("Loom")]);
  await putDocument(shop, "home", "# Wool\n\nWe knit jumpers on two old machines.\n\n## Shop\n\nOpen on weekdays.", {
    url: `${shop.pageOrigin}/`,
  });
  await putDocument(shop, "care", CARE);
  await putDocument(shop, "staff", "# Staff\n\nThe safe is behind the clock.", { metadata: { team: "staff" } });
  await putDocument(other, "care", `# Care\n\nLooms want oil and ${other.canary}.`);
});

const at = (page: string) => ({ more: { page: `${shop.pageOrigin}/${page}` } });

it("is summed up by its first sentences and those under its headings, each of them quoted", async () => {
  const { text, citations, end } = await ask(shop, "Summarise this page", at("care"));
  expect(text).toContain("Wash wool by hand at 30 degrees.");
  expect(text).toContain("**Drying**: Dry it flat and in the shade.");
  expect(citations.map(({ quote }) => quote)).toContain("Cedar keeps moths away.");
  expect(end).toMatchObject({ messageMetadata: { outcome: "answered", grounded: true } });
});

it("is found however its address ends", async () => {
  expect((await ask(shop, "tl;dr", at("care/"))).text).toContain("Wash wool");
  expect((await ask(shop, "tl;dr", at("care.html"))).text).toContain("Wash wool");
});

it("is not told of where the visitor may not see it, where it is another bot's, and where nobody read it", async () => {
  const locked = { more: { page: `${shop.pageOrigin}/staff`, filter: { team: { $ne: "staff" } } } };
  for (const asked of [locked, { more: { page: `${other.pageOrigin}/care` } }, at("nowhere"), {}]) {
    const { text, citations, end } = await ask(shop, "Summarise this page", asked);
    expect(text).not.toMatch(/safe|oil/);
    expect(citations).toEqual([]);
    expect(end).toMatchObject({ messageMetadata: { answered: false } });
  }
});

it("is the one the site begins with where all of the site is asked about", async () => {
  const { text } = await ask(shop, "What do you sell?");
  expect(text).toContain("We knit jumpers on two old machines.");
});
