/** Parts around the content that are named in other languages than English, and boxes that only their words tell. */

import { describe, expect, it } from "vitest";
import { kindOfName } from "./chrome-names.ts";
import { extractDocument } from "./extract.ts";
import { isFact } from "./html-chrome.ts";

const SAID = `<h1>Lanterns</h1><p>${"A lantern is lit by whoever comes home first and put out by whoever sleeps last. ".repeat(4)}</p>`;
const textOf = (body: string) =>
  extractDocument({
    content: `<!doctype html><html><head><title>T</title></head><body><main>${SAID}${body}</main></body></html>`,
    contentType: "text/html",
  }).text;
const LINKS = `<ul><li><a href="/1">Wicks and oil</a></li><li><a href="/2">Glass that does not crack</a></li></ul>`;

describe("names of parts", () => {
  it.each([
    ["compartir", "noise"],
    ["redes-compartir", "noise"],
    ["botones_compartir", "noise"],
    ["articulos-relacionados", "noise"],
    ["verwandte__beitraege", "noise"],
    ["verwandte-beiträge", "noise"],
    ["aehnliche-artikel", "noise"],
    ["articles-lies", "noise"],
    ["filAriane", "noise"],
    ["fil-d-ariane", "noise"],
    ["udostępnij", "noise"],
    ["commentaires-liste", "replies"],
    ["fusszeile", "around"],
    ["fußzeile", "around"],
    ["pie-de-pagina", "around"],
    ["stopka", "around"],
    ["delen", "links"],
    ["pie", "links"],
  ])("%s is %s", (name, kind) => expect(kindOfName(name)).toBe(kind));

  it.each([
    "onder-delen",
    "apple-pie",
    "ersatzteile",
    "articulos",
    "preisliste",
    "lista-precios",
    "horario",
    "preguntas",
  ])("%s is none", (name) => expect(kindOfName(name)).toBeUndefined());

  it("leave what has other meanings where it says something", () => {
    expect(textOf(`<div class="delen"><p>De lamp bestaat uit vier losse stukken.</p></div>`)).toContain(
      "losse stukken",
    );
    expect(textOf(`<div class="delen"><a href="/f">Facebook</a> <a href="/m">Mastodon</a></div>`)).not.toContain(
      "Mastodon",
    );
  });

  it("are not the anchors of headings", () => {
    expect(textOf(`<h2 id="comment">Comment l'allumer</h2><p>Avec une allumette.</p>`)).toContain(
      "## Comment l'allumer",
    );
  });

  it("leave prices and hours in what they stand in", () => {
    const text = textOf(
      `<div class="relacionados"><p>Mecha: 3 €</p></div><div id="pie"><p>Abierto de 9:00 a 14:00</p></div>`,
    );
    expect(text).toContain("3 €");
    expect(text).toContain("9:00 a 14:00");
  });
});

describe("boxes that only their words tell", () => {
  it.each([
    "Related articles",
    "Das könnte Sie auch interessieren:",
    "Artículos relacionados",
    "À lire aussi",
    "Potrebbe interessarti anche…",
    "Lees ook",
    "LEIA TAMBÉM",
    "Może Cię zainteresować",
    "Läs också",
    "Ilginizi çekebilir",
    "Читайте также",
  ])("%s", (name) => {
    for (const box of [
      `<h3>${name}</h3>${LINKS}`,
      `<section><h2>${name}</h2>${LINKS}</section>`,
      `<p><b>${name}</b></p>${LINKS}`,
    ])
      expect(textOf(`<div class="c4">${box}</div><h2>Care</h2><p>Wipe it with a dry cloth.</p>`)).toMatch(
        /sleeps last\.\s+## Care\s+Wipe it/,
      );
  });

  it.each([
    ["that say something", `<h3>Related articles</h3><p>Wicks are sold by the metre.</p>`, "sold by the metre"],
    [
      "with prices",
      `<h3>Das könnte Sie auch interessieren</h3><ul><li><a href="/d">Docht 3 €</a></li></ul>`,
      "Docht 3 €",
    ],
    ["of pages below", `<h3>Models</h3>${LINKS}`, "Glass that does not crack"],
    ["of what one shares", `<h3>Share</h3>${LINKS}`, "Glass that does not crack"],
    ["beside a sentence", `<p>Next: fill it with oil up to the mark.</p>`, "up to the mark"],
  ])("and none %s", (_, box, text) => expect(textOf(box)).toContain(text));

  it.each([
    `<p><a href="/a">« Vorherige Seite</a></p>`,
    `<ul><li><a href="/a">← Précédent</a></li><li><a href="/b">Suivant →</a></li></ul>`,
    `<p><a href="/a">Edit this page</a></p>`,
    `<p><a href="/a">Editar esta página</a></p>`,
    `<p>Partager : <a href="/f">Facebook</a> <a href="/w">WhatsApp</a></p>`,
    `<h4>Condividi</h4><p><a href="/f">Facebook</a> <a href="/w">WhatsApp</a></p>`,
  ])("%s", (line) => expect(textOf(`${line}<p>Wipe it with a dry cloth.</p>`)).toMatch(/sleeps last\.\s+Wipe it/));
});

describe("streets", () => {
  it.each([
    "Via Roma 12",
    "VIA ROMA 12",
    "in via Garibaldi",
    "улица Ленина",
    "Calle mayor",
    "12 rue du Lavoir",
    "calle de la Luna",
    "en la calle mayor 5",
    "plaza del Olmo",
    "rue de l'Église",
    "ul. Długa 3",
  ])("%s is one", (text) => expect(isFact(text)).toBe(true));
  it.each([
    "Condividi via email",
    "Share via WhatsApp",
    "Via e-mail",
    "via X",
    "via Facebook",
    "Las obras de la plaza terminan",
    "la rue est longue",
  ])("%s is none", (text) => expect(isFact(text)).toBe(false));
});
