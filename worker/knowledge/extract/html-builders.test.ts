/** What page builders, shops and documentation kits write where others have elements that say what they are. */

import { describe, expect, it } from "vitest";

import { extractDocument } from "./extract.ts";

const read = (content: string) => extractDocument({ content, contentType: "text/html" });
const textOf = (content: string) => read(content).text;
const page = (body: string, head = "<title>T</title>") =>
  `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`;
const INTRO = `<p>${"The harbour shop sells rope, lamps and charts to sailors. ".repeat(5)}</p>`;

describe("a part that is folded away", () => {
  const folded = (html: string) => read(page(`<main>${INTRO}${html}</main>`)).blocks;
  it.each([
    [
      "faded and without height, below its question",
      `<div><p>Second owners?  Are they covered?</p></div><div style="opacity:0;height:0px;overflow:hidden"><p>Five years.</p></div>`,
    ],
    [
      "behind a button that says so and names nothing",
      `<button aria-expanded="false">Second owners</button><div style="display:none"><p>Five years.</p></div>`,
    ],
    [
      "shown by Alpine",
      `<button @click="open=!open">Second owners</button><div x-show="open" hidden>Five years.</div>`,
    ],
  ])("is text: %s", (_, html) => {
    expect(folded(html).some(({ text }) => text.includes("Five years."))).toBe(true);
  });

  it("stands under what is on its button", () => {
    const blocks = folded(
      `<button aria-expanded="false">Second owners</button><div hidden>Five years.</div><p>End.</p>`,
    );
    expect(blocks.find(({ text }) => text.includes("Five"))?.headingPath).toEqual(["Second owners"]);
    expect(blocks.find(({ text }) => text.includes("End."))?.headingPath).toEqual([]);
  });

  it.each([
    ["a message of a form", `<button>Add to cart</button><div hidden>Choose a size first.</div>`],
    ["a menu", `<button aria-expanded="false">All pages</button><ul role="menu" hidden><li>Choose a size first.</ul>`],
    [
      "a menu by its name",
      `<button aria-expanded="false">All pages</button><div class="nav-menu" hidden>Choose a size first.</div>`,
    ],
    [
      "not beside the button",
      `<button aria-expanded="false">Open it</button> or <div hidden>Choose a size first.</div>`,
    ],
    ["faded alone", `<p>Is it so, or not?</p><div style="opacity:0">Choose a size first.</div>`],
  ])("and is none: %s", (_, html) => {
    expect(textOf(page(`<main>${INTRO}${html}</main>`))).not.toContain("Choose a size");
  });
});

describe("a title that is no heading", () => {
  it.each([
    ["before a bar", "Change your plan | Reed Help"],
    ["before a dash", "Change your plan – Reed"],
    ["before a wide bar", "Change your plan｜Reed"],
    ["alone", "Change your plan"],
  ])("is the line that says what the page is called: %s", (_, title) => {
    const body = `<div><a href="/">All</a> <div>Change your plan</div></div><div class="article"><header>Change your plan</header><div>Move up or down, and what it costs</div>${INTRO}</div>`;
    const { text } = read(page(body, `<title>${title}</title>`));
    expect(text).toMatch(/^# Change your plan\n\nMove up or down, and what it costs\n\nThe harbour/);
  });
});

describe("what is announced above a page", () => {
  const NAV = `<header><nav><a href="/a">Wool</a><a href="/b">Linen</a></nav></header>`;
  const above = (html: string) => textOf(page(`${html}<main><h1>Shop</h1>${INTRO}</main>`));
  it.each([
    ["a bar", `<div class="bg-indigo"><p>New: pay by bank transfer abroad</p></div>${NAV}`, "pay by bank transfer"],
    [
      "a bar called banner",
      `<div class="nx-banner">Version 5 is out, read how to move.</div>${NAV}`,
      "Version 5 is out",
    ],
    ["a link", `<a href="/sale"><p>Winter sale: up to 30% off all wool</p></a>${NAV}`, "up to 30%"],
    ["below the menu", `${NAV}<div role="alert"><p>On Monday we leave from the north pier.</p></div>`, "north pier"],
    [
      "behind what asks for consent",
      `<div id="onetrust-banner-sdk"><h2>Privacy</h2><p>We and our partners store data.</p></div><p>Slots in April are open for booking</p>${NAV}`,
      "Slots in April",
    ],
  ])("is read: %s", (_, html, words) => {
    expect(above(html)).toContain(words);
  });

  it.each([
    ["a menu of divisions", `<div><a>Rent</a> <a>Buy</a> <a>Our service</a> <a>My list (0)</a></div>`, "My list"],
    ["a way past the menu", `<a href="#c">Skip to the main content</a>`, "Skip to"],
    ["cookies", `<p>This page uses cookies, as all do.</p>`, "cookies"],
    [
      "consent",
      `<div id="CybotCookiebotDialog"><div id="CybotCookiebotDialogBodyContentText">We share what you do here.</div></div>`,
      "We share",
    ],
  ])("and this is not: %s", (_, html, words) => {
    expect(above(`${html}${NAV}`)).not.toContain(words);
  });
});

describe("a link that is drawn as a button", () => {
  it.each(["btn", "btn btn-primary", "et_pb_button", "eventlist-button", "hero__cta", "button button--big"])(
    "says nothing of the page: %s",
    (name) => {
      const text = textOf(
        page(`<main><h1>Rooms</h1>${INTRO}<p>Quiet.</p><a class="${name}" href="/b">Book it now</a></main>`),
      );
      expect(text).toContain("Quiet.");
      expect(text).not.toContain("Book it now");
    },
  );

  it.each([
    ["it tells a number", `<a class="btn" href="tel:1">Call 0131 555 0182</a>`, "0131 555 0182"],
    [
      "it is a card",
      `<a class="card-button"><h3>Loft</h3><p>Forty square metres below the roof, with a door.</p></a>`,
      "Forty square",
    ],
    [
      "it is in a sentence",
      `<p>Whoever wants a bed for the night may <a class="btn">book it now</a> by telephone.</p>`,
      "book it now",
    ],
  ])("but for this: %s", (_, html, words) => {
    expect(textOf(page(`<main><h1>Rooms</h1>${INTRO}${html}</main>`))).toContain(words);
  });
});

describe("a price", () => {
  it("of another product is not left without its name", () => {
    const related = `<section class="related-products"><h2>You may also like</h2><ul><li><h3><a href="/2">Throw</a></h3><div class="price">£98.00</div></li></ul></section>`;
    const text = textOf(page(`<main><h1>Cover</h1>${INTRO}<p>£129.00</p>${related}</main>`));
    expect(text).toContain("£129.00");
    expect(text).not.toContain("98.00");
  });

  it.each(["£129.00", "129 GBP", "129,00 £"])("that the page says as %s is not told again", (shown) => {
    const data = `{"@type":"Product","name":"Cover","offers":{"price":"129.00","priceCurrency":"GBP"}}`;
    const text = textOf(
      page(`<script type="application/ld+json">${data}</script><main>${INTRO}<p>${shown}</p></main>`),
    );
    expect(text).not.toContain("129.00 GBP");
  });

  it("that the page says of something else is", () => {
    const data = `{"@type":"Product","name":"Cover","offers":{"price":"129.00","priceCurrency":"GBP"}}`;
    const text = textOf(
      page(`<script type="application/ld+json">${data}</script><main>${INTRO}<p>129 pieces</p></main>`),
    );
    expect(text).toContain("129.00 GBP");
  });
});

describe("how to reach somebody, in a corner of the page", () => {
  it.each([
    "Rúa da Barrera 9, 15001 A Coruña",
    "67100 L'Aquila",
    "Passeig de Gràcia 12",
    "Largo do Carmo 4",
    "רחוב שבזי 12, תל אביב",
    "شارع النيل 14",
    "Il 25 aprile il museo chiude alle 13:00",
    "Los sábados abre a las 10:00",
    "Am Montag öffnet der Laden um 9:30",
    "סגור בשבת מ-14:00",
  ])("%s", (fact) => {
    const text = textOf(page(`<main><h1>Shop</h1>${INTRO}</main><footer><div>${fact}</div></footer>`));
    expect(text).toContain(fact);
  });
});

describe("running text", () => {
  it("is that of a page whose letters say more, without signs at the ends of its lines", () => {
    const lines = [
      "一波波接續性低溫寒流報到已將後山一帶層層山巒披上嫣紅的彩衣",
      "玉峰道路一路上雲氣山嵐滯留山頭順路下切不久即抵達玉峰國小",
    ];
    const body = `<div class="post">${lines
      .map((line) => `<p>${line}</p>`)
      .join("")
      .repeat(6)}</div><div class="side"><p>最新文章 Latest</p><p>全部 All</p></div>`;
    expect(textOf(page(body))).toContain(lines[1]);
  });

  it("begins with what stands under the picture above it", () => {
    const story = `<script type="application/ld+json">{"@type":"NewsArticle"}</script><article><header><h1>The bridge</h1><p>It closes for a year, from May.</p></header><figure><img src="b.jpg"><figcaption>Opened in 1931. Picture: archive</figcaption></figure><div>${INTRO}${INTRO}</div></article>`;
    expect(textOf(page(story))).toContain("Opened in 1931. Picture: archive\n\nThe harbour");
  });
});

describe("a formula", () => {
  const formula = "<math><mi>a</mi><mo>≠</mo><mn>0</mn></math>";
  it.each([
    ["MathML", formula],
    [
      "KaTeX",
      `<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>a</mi><mo>≠</mo><mn>0</mn></mrow><annotation encoding="application/x-tex">a \\neq 0</annotation></semantics></math></span><span class="katex-html" aria-hidden="true">a=0</span></span>`,
    ],
    [
      "MathJax",
      `<style>mjx-assistive-mml{position:absolute}</style><mjx-container class="MathJax CtxtMenu_Attached_0"><mjx-math aria-hidden="true"></mjx-math><mjx-assistive-mml style="position:absolute;clip:rect(1px, 1px, 1px, 1px)">${formula}</mjx-assistive-mml></mjx-container>`,
    ],
  ])("is read as it is said: %s", (_, html) => {
    expect(textOf(page(`<main>${INTRO}<p>When ${html}, there are two roots.</p></main>`))).toContain(
      "When a ≠ 0, there are two roots.",
    );
  });
});
