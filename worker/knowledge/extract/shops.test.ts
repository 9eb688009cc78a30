/**
 * Twenty made-up businesses, each with its facts where such sites put them: what a support bot is asked for first must
 * not be taken for something around the content.
 */

import { describe, expect, it } from "vitest";
import { extractDocument } from "./extract.ts";

interface Shop {
  name: string;
  /** Of the page's body. */
  body: string;
  head?: string;
  facts: (string | RegExp)[];
  /** What no owner wants to have quoted. */
  noise?: string[];
}

const NAV = `<nav class="navbar"><ul>${["Home", "About us", "Shop", "Journal", "Contact"].map((name) => `<li><a href="/${name}">${name}</a></li>`).join("")}</ul></nav>`;
const STORY =
  "<p>We have been doing this since our grandmother opened the door in the autumn of a year that nobody in the family remembers quite the same way. What has stayed is the work: by hand, in the morning, with the radio on. Whoever comes in is asked to sit down first, because nothing that is worth having was ever chosen standing up.</p>";
const LONG = STORY.repeat(5);
const jsonLd = (data: object): string => `<script type="application/ld+json">${JSON.stringify(data)}</script>`;

const SHOPS: Shop[] = [
  {
    name: "a bakery with its hours in the footer",
    body: `${NAV}<main><h1>Rye & Roll</h1>${LONG}</main><footer><div class="col"><h4>Opening hours</h4><dl><dt>Tuesday to Friday</dt><dd>6:30 – 18:00</dd><dt>Saturday</dt><dd>7:00 – 13:00</dd></dl></div><div class="col"><a href="/imprint">Imprint</a></div><p>© 2026 Rye & Roll</p></footer>`,
    facts: ["6:30 – 18:00", "7:00 – 13:00", "Saturday"],
    noise: ["Imprint"],
  },
  {
    name: "a plumber with the number in a bar above everything",
    body: `<div class="topbar"><span>24 h service: <a href="tel:+4930555017">+49 30 555 01 7</a></span></div><header>${NAV}</header><div id="content"><h1>Pipes</h1>${LONG}</div>`,
    facts: ["+49 30 555 01 7"],
  },
  {
    name: "a restaurant whose dishes stand in parts named menu",
    body: `${NAV}<div class="page"><h1>Trattoria Fiore</h1>${STORY}<section class="menu"><h2>Pasta</h2>${[
      ["Tagliatelle al ragù", "14,50 €"],
      ["Spaghetti alle vongole", "17,00 €"],
      ["Gnocchi alla sorrentina", "13,00 €"],
    ]
      .map(
        ([dish, price]) =>
          `<div class="menu-item"><span class="dish">${dish}</span><span class="price">${price}</span></div>`,
      )
      .join("")}</section></div>`,
    facts: [/Tagliatelle al ragù\s+14,50 €/, /Spaghetti alle vongole\s+17,00 €/, /Gnocchi alla sorrentina\s+13,00 €/],
  },
  {
    name: "a hotel with questions that unfold",
    body: `${NAV}<main><h1>Hotel Bellweather</h1>${LONG}<div class="accordion"><h3><button aria-expanded="false" aria-controls="q1">When can I check in?</button></h3><div id="q1" hidden><p>From three in the afternoon.</p></div><h3><button aria-expanded="false" aria-controls="q2">Is breakfast included?</button></h3><div id="q2" hidden><p>Yes, except for the loft.</p></div></div></main>`,
    facts: [
      /When can I check in\?\s+From three in the afternoon\./,
      /Is breakfast included\?\s+Yes, except for the loft\./,
    ],
  },
  {
    name: "a dentist whose hours only machines are told",
    head: jsonLd({
      "@context": "https://schema.org",
      "@type": "Dentist",
      name: "Dr Lindqvist",
      telephone: "+46 8 555 019 20",
      address: {
        "@type": "PostalAddress",
        streetAddress: "Sveavägen 7",
        postalCode: "111 57",
        addressLocality: "Stockholm",
      },
      openingHoursSpecification: [
        { "@type": "OpeningHoursSpecification", dayOfWeek: ["Monday", "Tuesday"], opens: "08:00", closes: "16:30" },
      ],
    }),
    body: `${NAV}<main><h1>Dr Lindqvist</h1>${LONG}</main>`,
    facts: ["+46 8 555 019 20", "Sveavägen 7", /Monday[\s\S]*08:00\s*–\s*16:30/],
  },
  {
    name: "a hairdresser with prices behind tabs",
    body: `${NAV}<div class="wrap"><h1>Cut & Curl</h1>${STORY}<div role="tablist"><button role="tab" id="t1" aria-controls="p1" aria-selected="true">Short hair</button><button role="tab" id="t2" aria-controls="p2">Long hair</button></div><div role="tabpanel" id="p1" aria-labelledby="t1"><p>Cut and wash: 38 francs</p></div><div role="tabpanel" id="p2" aria-labelledby="t2" hidden><p>Cut and wash: 52 francs</p></div></div>`,
    facts: [/Short hair\s+Cut and wash: 38 francs/, /Long hair\s+Cut and wash: 52 francs/],
  },
  {
    name: "a bicycle shop with a grid of products",
    body: `${NAV}<div class="container">${LONG}<div class="product-grid">${[
      ["Falcon 3", "$849.00", "In stock"],
      ["Heron 5", "$1,299.00", "Two weeks"],
      ["Wren mini", "$399.00", "Sold out"],
    ]
      .map(
        ([name, price, stock]) =>
          `<div class="card"><a href="/p"><img src="a.jpg" alt="${name}"></a><h3><a href="/p">${name}</a></h3><span class="price">${price}</span><span class="stock">${stock}</span><button>Add to cart</button></div>`,
      )
      .join("")}</div></div>`,
    facts: [
      /Falcon 3[\s\S]{0,80}\$849\.00/,
      /Heron 5[\s\S]{0,80}\$1,299\.00/,
      /Wren mini[\s\S]{0,80}\$399\.00[\s\S]{0,40}Sold out/,
    ],
    noise: ["Add to cart"],
  },
  {
    name: "a pharmacy with its night service beside the text",
    body: `${NAV}<div class="row"><div class="col-8"><h1>Eagle pharmacy</h1>${LONG}</div><aside class="sidebar"><h3>Night service</h3><p>Ring the bell between 22:00 and 6:00, or call 555-0142 88.</p><h3>Latest posts</h3><ul><li><a href="/1">Hay fever</a></li><li><a href="/2">Sunburn</a></li></ul></aside></div>`,
    facts: [/between 22:00 and 6:00/],
    noise: ["Hay fever"],
  },
  {
    name: "a gym with three plans side by side",
    body: `${NAV}<div id="main">${LONG}<div class="pricing"><div class="plan"><h3>Basic</h3><p class="amount">£19<span>/month</span></p><ul><li>Off-peak only</li><li>No classes</li></ul></div><div class="plan"><h3>Plus</h3><p class="amount">£29<span>/month</span></p><ul><li>All day</li><li>4 classes</li></ul></div><div class="plan"><h3>Team</h3><p class="amount">£99<span>/month</span></p><ul><li>Five members</li></ul></div></div></div>`,
    facts: [
      /Basic\s+£19\/month[\s\S]{0,40}Off-peak only/,
      /Plus\s+£29\/month[\s\S]{0,60}4 classes/,
      /Team\s+£99\/month[\s\S]{0,40}Five members/,
    ],
  },
  {
    name: "a florist with an address of lines",
    body: `${NAV}<article><h1>Petal</h1>${LONG}</article><footer><address>Petal Flowers<br>14 Mill Lane<br>Bath BA1 5NR<br><a href="mailto:hi@petal.example">hi@petal.example</a></address><ul class="social"><li><a href="#">Instagram</a></li></ul></footer>`,
    facts: ["14 Mill Lane", "Bath BA1 5NR", "hi@petal.example"],
    noise: ["Instagram"],
  },
  {
    name: "a car rental whose prices are a picture",
    body: `${NAV}<main><h1>Roll</h1>${LONG}<img src="prices.png" alt="Prices a day: small car 39 euro, van 89 euro"></main>`,
    facts: ["small car 39 euro", "van 89 euro"],
  },
  {
    name: "a law firm whose questions only machines are told",
    head: jsonLd({
      "@context": "https://schema.org",
      "@type": "FAQPage",
      mainEntity: [
        {
          "@type": "Question",
          name: "What does a first talk cost?",
          acceptedAnswer: { "@type": "Answer", text: "<p>Nothing for half an hour.</p>" },
        },
      ],
    }),
    body: `${NAV}<main><h1>Marlow & Finch</h1>${LONG}</main>`,
    facts: [/What does a first talk cost\?\s+Nothing for half an hour\./],
  },
  {
    name: "a museum with a notice above and a table beside",
    body: `<div role="alert" class="notice">On 24 December we close at 14:00.</div>${NAV}<main><h1>Museum of Keys</h1>${LONG}</main><aside><table><tr><th>Ticket</th><th>Price</th></tr><tr><td>Adults</td><td>12 €</td></tr><tr><td>Under 18</td><td>free</td></tr></table></aside>`,
    facts: ["On 24 December we close at 14:00.", /Adults\t12 €/, /Under 18\tfree/],
  },
  {
    name: "a shop with delivery in its promotion bar",
    body: `<div class="promo-banner"><p>Free delivery from 50 € · 30 days to return</p></div><header>${NAV}</header><main><h1>Wool</h1>${LONG}</main><div class="cookie-banner"><p>We use cookies to make this site work for you.</p><button>Accept</button></div>`,
    facts: ["Free delivery from 50 €"],
    noise: ["We use cookies"],
  },
  {
    name: "a camp site with details for each season",
    body: `${NAV}<main><h1>Pine Camp</h1>${STORY}<details><summary>Summer</summary><table><tr><th>Place</th><th>Night</th></tr><tr><td>Tent</td><td>22 €</td></tr></table></details><details><summary>Winter</summary><p>A tent costs 15 € a night, electricity included.</p></details></main>`,
    facts: [/Summer\s+Place\tNight\nTent\t22 €/, /Winter\s+A tent costs 15 € a night/],
  },
  {
    name: "a language school with folded courses that search engines may open",
    body: `${NAV}<main><h1>Lingua</h1>${LONG}<h2>Evening course</h2><div hidden="until-found"><p>Starts on 3 March, ten evenings, 240 euro.</p></div></main>`,
    facts: [/Evening course\s+Starts on 3 March, ten evenings, 240 euro\./],
  },
  {
    name: "a taxi company with facts in microdata",
    body: `${NAV}<main><h1>Taxi Nord</h1>${LONG}<div itemscope itemtype="https://schema.org/LocalBusiness"><span itemprop="name">Taxi Nord</span>: <span itemprop="telephone">040 555 01 33</span>, <meta itemprop="openingHours" content="Mo-Su 00:00-24:00"><span itemprop="priceRange">from 3,90 €</span></div></main>`,
    facts: ["040 555 01 33", "from 3,90 €"],
  },
  {
    name: "a veterinarian whose emergency number floats over the page",
    body: `${NAV}<main><h1>Paws</h1>${LONG}</main><div class="popup floating"><strong>Emergency?</strong> Call 0171 555 0199 at any hour.</div>`,
    facts: ["0171 555 0199"],
  },
  {
    name: "a German pizzeria in one column of divisions",
    body: `<div class="site">${NAV}<div class="content-area"><h1>Pizzeria Da Nino</h1><div class="hours"><b>Öffnungszeiten</b><br>Mo–Fr 11–22 Uhr<br>Sa+So 12–23 Uhr</div><div class="list"><div>Margherita <i>8,50 €</i></div><div>Funghi <i>9,80 €</i></div></div>${LONG}<p>Lieferung ab 15 € Bestellwert.</p></div></div>`,
    facts: [/Mo–Fr 11–22 Uhr/, /Sa\+So 12–23 Uhr/, /Margherita 8,50 €/, /Funghi 9,80 €/, "ab 15 € Bestellwert"],
  },
  {
    name: "a concert hall with a list of terms",
    body: `${NAV}<main><h1>Concert of 5 May</h1>${STORY}<dl><dt>Doors open</dt><dd>19:00</dd><dt>Begins</dt><dd>20:00</dd><dt>Standing</dt><dd>$35</dd></dl><form><label>Seats <select><option>Balcony $48</option><option>Stalls $62</option></select></label></form></main>`,
    facts: [/Doors open\s+19:00/, /Begins\s+20:00/, /Standing\s+\$35/],
  },
];

describe("the facts of a business", () => {
  it.each(SHOPS.map((shop) => [shop.name, shop] as const))(
    "are kept: %s",
    (_, { head = "", body, facts, noise = [] }) => {
      const content = `<!doctype html><html><head><title>Welcome</title>${head}</head><body>${body}</body></html>`;
      const { text } = extractDocument({ content, contentType: "text/html" });
      for (const fact of facts) expect(text).toMatch(typeof fact === "string" ? new RegExp(RegExp.escape(fact)) : fact);
      for (const words of noise) expect(text).not.toContain(words);
    },
  );
});
