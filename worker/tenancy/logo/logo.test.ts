import { describe, expect, it } from "vitest";
import { deflateSync } from "node:zlib";
import { makeLogo, readLogo } from "./logo.ts";
import { crc32 } from "./png.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const svg = (inside: string, attributes = 'viewBox="0 0 8 8"'): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}</svg>`;
const decoded = (url: string): string => Buffer.from(url.slice(url.indexOf(",") + 1), "base64").toString("latin1");
const clean = (text: string): string => decoded(makeLogo(bytesOf(text)));
/** What is left of what stands beside a path. */
const beside = (inside: string): string =>
  clean(svg(`<path d="M0 0h8"/>${inside}`)).replace(/^<svg[^>]*><path d="M0 0h8"><\/path>|<\/svg>$/g, "");

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = new Uint8Array([...bytesOf(type), ...data]);
  const whole = new Uint8Array(body.length + 8);
  const view = new DataView(whole.buffer);
  view.setUint32(0, data.length);
  whole.set(body, 4);
  view.setUint32(whole.length - 4, crc32(body));
  return whole;
}

function png(width = 1, height = 1, more: Uint8Array[] = []): Uint8Array {
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, width);
  new DataView(head.buffer).setUint32(4, height);
  head.set([8, 2], 8);
  const pixels = chunk("IDAT", deflateSync(new Uint8Array(4)));
  const parts = [chunk("IHDR", head), ...more, pixels, chunk("IEND", new Uint8Array())];
  return new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...parts.flatMap((part) => [...part])]);
}

describe("an SVG", () => {
  it("keeps what a logo is drawn with", () => {
    const drawn = `<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"></stop></linearGradient></defs><g transform="translate(1 2)"><path fill="url(#a)" d="M0 0h8v8z"></path><use href="#b"></use></g><circle id="b" cx="1" cy="1" r="1"></circle>`;
    expect(clean(svg(drawn))).toContain(drawn);
  });

  it("turns the classes and styles of drawing programs into attributes", () => {
    const text = svg('<style>.cls-1{fill:#0a2b38;}</style><path class="cls-1" d="M0 0h8" style="stroke: red; x: y"/>');
    expect(clean(text)).toContain('<path d="M0 0h8" fill="#0a2b38" stroke="red"></path>');
  });

  it("takes no rule that holds at times alone", () => {
    const style =
      "@import url(x); @media (prefers-color-scheme: dark) { svg { fill: white } .a { fill: white } } .a { fill: red }";
    expect(clean(svg(`<style>${style}</style><path class="a"/>`))).toMatch(
      /<svg viewBox="0 0 8 8"[^>]*><path fill="red">/,
    );
  });

  it("follows a link of any prefix into itself", () => {
    const text = svg(
      '<circle id="a" r="1"/><use x:href="#a"/><use x:href="https://evil.example/#a"/>',
      'xmlns:x="http://www.w3.org/1999/xlink"',
    );
    expect(clean(text)).toContain('<use href="#a"></use><use></use>');
  });

  it("gives a picture of fixed size a box to scale", () => {
    expect(clean(svg('<path d="M0 0h8"/>', 'width="64" height="32px"'))).toContain('viewBox="0 0 64 32"');
  });

  it.each([
    "<script>alert(1)</script>",
    "<script xlink:href='https://evil.example/x.js'/>",
    "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><img src=x onerror='alert(1)'/></body></foreignObject>",
    "<image href='https://evil.example/x.png'/>",
    "<image xlink:href='data:image/svg+xml;base64,AAAA'/>",
    "<animate attributeName='href' to='javascript:alert(1)'/>",
    "<set attributeName='onload' to='alert(1)'/>",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<iframe src='javascript:alert(1)'/>",
    "<feImage href='https://evil.example/x.png'/>",
    "<metadata><x:y xmlns:x='z'>who made it</x:y></metadata>",
    "<!-- a comment --><?xml-stylesheet href='https://evil.example/x.css'?>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
  ])("loses %s", (hostile) => {
    expect(beside(hostile)).toBe("");
  });

  it.each([
    "onload='alert(1)'",
    "ONCLICK='alert(1)'",
    "href='javascript:alert(1)'",
    "style='background:url(https://evil.example/x)'",
    "style='fill:url(//evil.example/x.svg#a)'",
    "fill='url(https://evil.example/x.svg#a)'",
    "fill='u\\72l(https://evil.example)'",
    "fill='URL(\"data:image/svg+xml,x#a\")'",
    "fill='image-set(\"https://evil.example/x\" 1x)'",
    "mask='url(#a) url(https://evil.example)'",
    "xml:base='https://evil.example/'",
    "data-x='1'",
    "tabindex='0'",
  ])("loses an attribute %s", (attribute) => {
    expect(beside(`<rect ${attribute}/>`)).toBe("<rect></rect>");
  });

  it("points nowhere but into itself", () => {
    expect(beside("<use xlink:href='https://evil.example/x.svg#a'/>")).toBe("<use></use>");
    expect(beside("<a href='javascript:alert(1)'><path d='M1 1'/></a>")).toBe('<g><path d="M1 1"></path></g>');
  });

  it("lets no text out of its element", () => {
    expect(beside('<text>&lt;script&gt; &amp; "</text>')).toBe("<text>&lt;script&gt; &amp; &quot;</text>");
  });

  const doubled = Array.from({ length: 40 }, (_, n) => `<g id="g${n}">${`<use href="#g${n + 1}"/>`.repeat(2)}</g>`);
  it.each([
    ["entities", `<!DOCTYPE svg [<!ENTITY a "aaaa">]>${svg("<path d='M0 0'/>")}`, /entities/],
    ["a page", "<html><body><svg><path d='M0 0'/></svg></body></html>", /no SVG/],
    ["words", "Hello", /no SVG/],
    ["two pictures", svg("<path/>") + svg("<path/>"), /no SVG/],
    ["nothing to see", svg("<image href='https://evil.example/x.png'/>"), /Nothing/],
    ["too deep a nest", svg(`${"<g>".repeat(60)}<path/>${"</g>".repeat(60)}`), /nested/],
    ["depth in what is left out", svg(`<path/>${"<x>".repeat(60)}`), /nested/],
    ["too many elements", svg("<path/>".repeat(2_001)), /2000 elements/],
    ["parts of parts of parts", svg(`${doubled.join("")}<path id="g40"/>`), /too often/],
    [
      "patterns of patterns",
      svg(doubled.join("").replaceAll(/<use href="(#g\d+)"\/>/g, '<rect fill="url($1)"/>')),
      /too often/,
    ],
    ["a part inside itself", svg("<g id='a'><use href='#a'/><path/></g>"), /inside itself/],
    ["more than it may have", svg(`<path d="${"M0 0 ".repeat(8_000)}"/>`), /32 KB/],
  ])("is refused for %s", (_name, text, why) => {
    expect(() => makeLogo(bytesOf(text))).toThrow(why);
  });

  it("stays what it is when it is cleaned again", () => {
    const once = clean(svg("<style>.a{fill:red}</style><g class='a'><text x='1'>A &amp; B</text></g><path d='M0 0'/>"));
    expect(clean(once)).toBe(once);
  });
});

describe("a PNG", () => {
  it("keeps its pixels, and loses what says who made it where", () => {
    const kept = decoded(
      makeLogo(png(1, 1, [chunk("tEXt", bytesOf("Author\0Somebody")), chunk("eXIf", bytesOf("GPS"))])),
    );
    expect(kept).toBe(Buffer.from(png()).toString("latin1"));
  });

  it("loses what stands behind its end", () => {
    expect(decoded(makeLogo(new Uint8Array([...png(), ...bytesOf("<script>")])))).not.toContain("script");
  });

  it.each([
    ["cut short", png().slice(0, -5), /damaged/],
    ["changed on its way", png().map((byte, at) => (at === 45 ? byte ^ 1 : byte)), /damaged/],
    ["without pixels", new Uint8Array([...png().slice(0, 33), ...chunk("IEND", new Uint8Array())]), /no pixels/],
    ["a bomb", png(100_000, 100_000), /at most 1024/],
    ["of no size", png(0, 1), /no pixels/],
    ["with a part nobody knows", png(1, 1, [chunk("EVIL", new Uint8Array(4))]), /damaged/],
    ["a JPEG", new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16]), /PNG or an SVG/],
    ["too large", png(1, 1, [chunk("tEXt", new Uint8Array(33 * 1_024))]), /32 KB/],
  ])("is refused %s", (_name, bytes, why) => {
    expect(() => makeLogo(bytes)).toThrow(why);
  });
});

describe("a data: URL", () => {
  const text = svg('<path d="M0 0h8"/>');
  it.each([
    `data:image/svg+xml,${encodeURIComponent(text)}`,
    `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`,
    `data:image/svg+xml;base64,${btoa(text)}`,
  ])("is read: %s", (url) => {
    expect(readLogo(url)).toBe(makeLogo(bytesOf(text)));
  });

  it.each([
    text,
    svg('<text x="1">A &amp; B &lt;C&gt; "D"</text><path style="fill:url(#a)" d="M0 0h8"/>', 'width="8px" height="4"'),
  ])("stays as it is where it is read again: %s", (drawn) => {
    const logo = makeLogo(bytesOf(drawn));
    expect(readLogo(logo)).toBe(logo);
  });

  it.each([
    "",
    "https://www.example.com/logo.png",
    "data:text/html,<svg/>",
    "data:image/png;base64,%",
    "data:image/svg+xml,%E0%A4%A",
  ])("is refused: %s", (url) => {
    expect(() => readLogo(url)).toThrow(/data: URL/);
  });
});
