/** How to do something, told by a section of a long page that says little of the question's words. */

import { expect, test } from "vitest";
import { type MemoryDocument, openMemoryBot } from "./bot.ts";

const filler = (word: string): string => `The ${word} keeps its own pace, and nobody has to wait for it. `.repeat(12);

/** Says the words of the question once, under a heading that is the question. */
const TELLS = `## Make your keys\n\nSigning needs a pair of them. Run this in a terminal and press enter twice.\n\n\`\`\`sh\nlampctl keygen --type ed25519\n\`\`\`\n\n${filler("terminal")}`;

const ABOUT = ["vault", "agent", "export", "renewal", "loss", "audit", "backup", "team"].map(
  (word) =>
    `## ${word[0]!.toUpperCase()}${word.slice(1)}\n\nThe signing key is made known to the ${word}: make sure that the signing key is there before you sign, since a key that was made elsewhere is no signing key.\n\n${filler(word)}`,
);

const GUIDE: MemoryDocument = {
  id: "guide",
  contentType: "text/markdown",
  content: ["# Signing", TELLS, `## Terms\n\n${filler("term")}`, `## Limits\n\n${filler("limit")}`, ...ABOUT].join(
    "\n\n",
  ),
  url: "https://lamp.example/signing",
};

const OTHERS = ["Orders", "Shipping", "Returns", "Lamps"].map((title): MemoryDocument => ({
  id: title,
  contentType: "text/markdown",
  content: `# ${title}\n\n${filler(title)}\n\nWhoever makes a signing key may sign for ${title}.`,
  url: `https://lamp.example/${title}`,
}));

test("is found below the best passages of its page", async () => {
  const bot = await openMemoryBot([GUIDE, ...OTHERS]);
  const { outcome, text } = await bot.ask("How do I make a signing key?");
  expect(outcome).toBe("answered");
  expect(text).toContain("lampctl keygen --type ed25519");
});
