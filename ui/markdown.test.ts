import { readFileSync } from "node:fs";
import { h, type VNode } from "preact";
import { describe, expect, it } from "vitest";
import type { Citation } from "../shared/chat.ts";
import type { MarkdownActions } from "./inline.ts";
import { createMarkdown } from "./markdown.ts";

type Node = VNode<Record<string, unknown>>;

const actions: MarkdownActions = {
  h: h as MarkdownActions["h"],
  citation: (index) => h("button", { part: "citation" }, `cite ${index}`) as VNode,
  source: (id) => (id === "7" ? (h("button", { part: "citation" }, "source 7") as VNode) : undefined),
  isOwn: (host) => host === "x.org",
  copyLabel: "",
  wrapLabel: "",
  tableLabel: "Table",
  copy: async () => "",
};

const render = (text: string, citations: Citation[] = []) => createMarkdown(actions).render(text, citations);

/** Every vnode below, and the text between them. */
function walk(children: unknown, onNode: (node: Node) => void, onText: (text: string) => void): void {
  if (Array.isArray(children)) for (const child of children) walk(child, onNode, onText);
  else if (typeof children === "string") onText(children);
  else if (children && typeof children === "object") {
    const node = children as Node;
    onNode(node);
    if (node.type === "br") onText("\n");
    walk(node.props.children, onNode, onText);
  }
}

function textOf(children: unknown): string {
  let text = "";
  walk(
    children,
    (node) => {
      if (/^(p|h\d|li|td|th|div|blockquote|br)$/.test(String(node.type))) text += "\n";
    },
    (piece) => (text += piece),
  );
  return text.trim();
}

/** A readable outline: `p(text strong(bold))`. */
function outline(children: unknown): string {
  if (Array.isArray(children)) return children.map(outline).join("");
  if (typeof children === "string") return children;
  if (!children || typeof children !== "object") return "";
  const node = children as Node;
  const href = node.props.href ? `:${String(node.props.href)}` : "";
  return `${String(node.type)}${href}(${outline(node.props.children)})`;
}

const TAGS =
  /^(p|h[3-6]|ul|ol|li|blockquote|hr|div|pre|code|button|table|thead|tbody|tr|th|td|strong|em|del|a|br|small|span)$/;
const PROPS = /^(children|dir|class|start|tabIndex|type|onClick|href|target|rel|part|role|aria-label)$/;

/** What may stand in an answer, whatever the source says. */
function expectHarmless(children: unknown): void {
  walk(
    children,
    (node) => {
      expect(String(node.type)).toMatch(TAGS);
      for (const name of Object.keys(node.props)) expect(name).toMatch(PROPS);
      const { href } = node.props;
      if (node.type === "a") {
        expect(String(href)).toMatch(/^(https?:\/\/|mailto:|tel:)/i);
        walk(
          node.props.children,
          (inner) => expect(inner.type).not.toBe("a"),
          () => {},
        );
      }
      if (node.props.onClick) expect(node.type).toBe("button");
    },
    () => {},
  );
}

const data = new URL("../../shared/data/security/", import.meta.url);
function read<T>(name: string): T | undefined {
  try {
    return JSON.parse(readFileSync(new URL(name, data), "utf8")) as T;
  } catch {
    return undefined;
  }
}

describe("Markdown of an answer", () => {
  it.each([
    ["plain words", "p(plain words)"],
    ["one **two** *three* ~~four~~ `five`", "p(one strong(two) em(three) del(four) code(five))"],
    ["***both***", "p(em(strong(both)))"],
    ["snake_case_name and 2*3*4", "p(snake_case_name and 2em(3)4)"],
    ["# Title\ntext", "h3(Title)p(text)"],
    ["Title\n===", "h3(Title)"],
    ["- a\n- b\n  - c", "ul(li(p(a))li(p(b)ul(li(p(c)))))"],
    ["3. a\n4. b", "ol(li(p(a))li(p(b)))"],
    ["> said\n> twice", "blockquote(p(said\ntwice))"],
    ["```js\nlet a = 1;\n```", "div(div(small(js)button()button())pre(code(let a = 1;)))"],
    ["a | b\n---|---\n1 | 2", "div(table(thead(tr(th(a)th(b)))tbody(tr(td(1)td(2)))))"],
    ["[text](https://x.org/a)", "p(a:https://x.org/a(text))"],
    ["see https://x.org/a_b.", "p(see a:https://x.org/a_b(https://x.org/a_b).)"],
    ["(https://x.org/a)", "p((a:https://x.org/a(https://x.org/a)))"],
    ["<https://x.org>", "p(a:https://x.org(https://x.org))"],
    ["![a chart](https://x.org/a.png)", "p(a:https://x.org/a.png(a chart))"],
    ["[https://x.org/a](https://x.org/b)", "p(a:https://x.org/b(https://x.org/a))"],
    ["[**https://x.org/a**, or so](https://x.org/b).", "p(a:https://x.org/b(strong(https://x.org/a), or so).)"],
    ["[<https://x.org/a>](mailto:a@x.org)", "p(a:mailto:a@x.org(https://x.org/a))"],
    [
      "[one https://x.org/a [two](three)](https://x.org/b)",
      "p([one a:https://x.org/a(https://x.org/a) [two](three)](a:https://x.org/b(https://x.org/b)))",
    ],
    ["见 https://x.org/a。再见", "p(见 a:https://x.org/a(https://x.org/a)。再见)"],
    ["（https://x.org/a）", "p(（a:https://x.org/a(https://x.org/a)）)"],
    ["„https://x.org/a“", "p(„a:https://x.org/a(https://x.org/a)“)"],
    ["انظر https://x.org/a، ثم", "p(انظر a:https://x.org/a(https://x.org/a)، ثم)"],
    ["https://x.org/a\u202egpj.exe", "p(a:https://x.org/a(https://x.org/a)\u202egpj.exe)"],
    ["https://x.org/wiki/A–B_中文", "p(a:https://x.org/wiki/A–B_中文(https://x.org/wiki/A–B_中文))"],
    ["one  \ntwo", "p(one  br()two)"],
    ["a \\*b\\* &lt;i&gt;", "p(a *b* <i>)"],
    ["<b>bold</b>", "p(<b>bold</b>)"],
    ["[x](javascript:alert(1))", "p([x](javascript:alert(1)))"],
    ["[x](java\nscript:alert(1))", "p([x](java\nscript:alert(1)))"],
    ["[x](data:text/html,<script>alert(1)</script>)", "p([x](data:text/html,<script>alert(1)</script>))"],
    ["[x](https://[y) and http://a:b <https://[>", "p([x](https://[y) and http://a:b https://[)"],
    ["as in [7]", "p(as span(inbutton(source 7)))"],
    ["- [x] done\n- [ ] open", "ul(li(p(☑ done))li(p(☐ open)))"],
    ["as in [8]", "p(as in [8])"],
    ["`` a ` b `` and `c", "p(code(a ` b) and `c)"],
    ["\\``not code", "p(``not code)"],
    ["\\``a` b", "p(`code(a) b)"],
  ])("%j → %s", (source, expected) => {
    expect(outline(render(source))).toBe(expected);
  });

  it("puts each citation where its offsets say, also twice on one source", () => {
    const text = "First. [1] Second. [1]\n\n- item [2]";
    const at = (start: number, source_id: string): Citation => ({
      source_id,
      quote: "q",
      url: null,
      start,
      end: start + 3,
    });
    const cited = [at(7, "1"), at(19, "1"), at(text.length - 3, "2")];
    expect(outline(render(text, cited))).toBe(
      "p(span(First.button(cite 0)) span(Second.button(cite 1)))ul(li(p(span(itembutton(cite 2)))))",
    );
  });

  it.each([
    ["on a line of its own", "Word.\n[1] More.", "p(span(Word.button(cite 0)) More.)"],
    ["after a blank line", "Word.\n\n[1]\n\nMore.", "p(span(Word.button(cite 0)))p(More.)"],
    ["after emphasis", "A **word** [1].", "p(A strong(word)span(\u2060button(cite 0)).)"],
    ["twice", "Word. [1][1]", "p(span(Word.button(cite 0))span(\u2060button(cite 1)))"],
    ["at the beginning", "[1] Word.", "p(button(cite 0) Word.)"],
    ["after a word that is a line of its own", `${"x".repeat(40)} [1]`, `p(${"x".repeat(40)}button(cite 0))`],
  ])("glues a marker to its word: %s", (_, text, expected) => {
    const cited = [...text.matchAll(/\[1\]/g)].map(({ index }) => ({
      source_id: "1",
      quote: "q",
      url: null,
      start: index,
      end: index + 3,
    }));
    expect(outline(render(text, cited))).toBe(expected);
  });

  it.each([
    ["[https://shop.example](https://evil.example)", "evil.example"],
    ["[shop.example](https://evil.example/shop.example)", "evil.example"],
    ["[Click to verify](https://evil.example:8443/x)", "evil.example:8443"],
    ["[shop.example@evil.example](https://evil.example)", "evil.example"],
    ["[**shop.example**](https://shop.example.evil.example)", "shop.example.evil.example"],
    ["[support@shop.example](mailto:a@evil.example)", "a@evil.example"],
    ["[call us](tel:+491234)", "+491234"],
    ["[shop.example](https://www.shop.example)", "www.shop.example"],
    ["[evil.example](https://evil.example/x)", ""],
    ["[the docs](https://x.org/a)", ""],
    ["https://evil.example/x", ""],
    ["<mailto:a@evil.example>", ""],
    ["[+491234](tel:+491234)", ""],
  ])("says where %s leads: %j", (text, host) => {
    const shown = outline(render(text));
    if (host) expect(shown).toContain(`small( (${host}))`);
    else expect(shown).not.toContain("small(");
  });

  it("ignores offsets that are not at a marker, and the model's own private characters", () => {
    const wrong: Citation = { source_id: "1", quote: "q", url: null, start: 0, end: 5 };
    expect(outline(render("Hello there", [wrong]))).toBe("p(Hello there)");
    expect(outline(render("a \ue000 b"))).toBe("p(a \ufffd b)");
  });

  it("shows the same for an answer that grows by any piece as for the whole one", () => {
    const text =
      "Intro **bold** text. [1]\n\n1. one\n2. two\n\n   more\n\n```sh\nnpm i\n\n# no title\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quote\n\nEnd.";
    const citations: Citation[] = [{ source_id: "1", quote: "q", url: null, start: 21, end: 24 }];
    const whole = outline(render(text, citations));
    for (const step of [1, 2, 3, 7, 20]) {
      const growing = createMarkdown(actions);
      let last: unknown;
      for (let end = step; end < text.length + step; end += step) {
        last = growing.render(text.slice(0, end), end > 30 ? citations : []);
      }
      expect(outline(last)).toBe(whole);
    }
  });

  it.each([
    "- a\n**bold** goes on",
    "a paragraph\n#tag in it",
    "a paragraph\n***both*** in it",
    "a paragraph\n```code`` in it",
    "1. one\n\n2. two\n\n3. three",
    "> said\n____ by whom",
  ])("shows %j at every length as if that were the whole", (text) => {
    const growing = createMarkdown(actions);
    for (let end = 1; end <= text.length; end++)
      expect(outline(growing.render(text.slice(0, end), []))).toBe(outline(render(text.slice(0, end))));
  });

  it("keeps the vnodes of finished blocks and reads again only the block a late citation is in", () => {
    const growing = createMarkdown(actions);
    const [first] = growing.render("One. [1]\n\nTwo.\n\nThr", []);
    const later = growing.render("One. [1]\n\nTwo.\n\nThree", []);
    expect(later[0]).toBe(first);
    const cited = growing.render("One. [1]\n\nTwo.\n\nThree", [
      { source_id: "1", quote: "q", url: null, start: 5, end: 8 },
    ]);
    expect(outline(cited)).toBe("p(span(One.button(cite 0)))p(Two.)p(Three)");
  });

  it("shows so many accents on one letter and so much of an answer, and no more", () => {
    const accents = textOf(render(`a${"\u0301".repeat(50_000)} b`));
    expect(accents.normalize("NFD")).toMatch(/^a\u0301{1,20} b$/);
    const text = textOf(render("word ".repeat(100_000)));
    expect(text.length).toBeGreaterThan(150_000);
    expect(text.length).toBeLessThan(250_000);
    expect(text.endsWith("…")).toBe(true);
  });

  it("starts afresh when the text is another one", () => {
    const growing = createMarkdown(actions);
    growing.render("One.\n\nTwo.\n\nThree", []);
    expect(outline(growing.render("Other.\n\nAnswer", []))).toBe("p(Other.)p(Answer)");
  });

  it.each([
    ["brackets", "[".repeat(80_000)],
    ["links that never close", "[a](".repeat(20_000)],
    ["stars", "*a ".repeat(26_000)],
    ["star pairs", "**a".repeat(26_000)],
    ["underscores", "_a_".repeat(26_000)],
    ["backticks of growing length", Array.from({ length: 390 }, (_, n) => "`".repeat(n + 1)).join(" ")],
    ["angles", "<".repeat(80_000)],
    ["quotes in quotes", `${"> ".repeat(30_000)}end`],
    ["lists in lists", `${"- ".repeat(30_000)}end`],
    ["a table of bars", `a|b\n-|-\n${"|".repeat(60_000)}`],
    ["spaces", `#${" ".repeat(60_000)}#`],
    ["dashes", `${"-".repeat(60_000)}x`],
    ["addresses", "https://".repeat(10_000)],
    ["one long word", "x".repeat(200_000)],
  ])("stays quick and bounded on %s", (_name, source) => {
    const before = performance.now();
    const shown = render(source);
    // Linear work takes milliseconds here; what is quadratic takes minutes.
    expect(performance.now() - before).toBeLessThan(5_000);
    expectHarmless(shown);
    let deepest = 0;
    const depthOf = (children: unknown, depth: number): void => {
      deepest = Math.max(deepest, depth);
      if (Array.isArray(children)) for (const child of children) depthOf(child, depth);
      else if (children && typeof children === "object") depthOf((children as Node).props.children, depth + 1);
    };
    depthOf(shown, 0);
    expect(deepest).toBeLessThan(50);
  });
});

interface SpecCase {
  markdown: string;
  html: string;
}
const commonmark = read<{ cases: SpecCase[] }>("commonmark_spec.json")?.cases;
const gfm = read<{ spec_extension_cases: SpecCase[] }>("gfm_spec.json")?.spec_extension_cases;

describe("the direction of a block", () => {
  const dirOf = (text: string) => (render(text)[0] as Node).props["dir"];

  it.each([
    ["Vega 80 برای مبتدی‌ها مناسب است.", "rtl"],
    ["- Vega 80 للمبتدئين والمصورين\n- Deneb للمحترفين", "rtl"],
    ["> Vega 80 מתאים למתחילים", "rtl"],
    ["## Vega 80 מתאים למתחילים", "rtl"],
    ["| الخطة | السعر |\n|---|---|\n| شهر | $20 (USD) |", "rtl"],
    ["سلام means hello, and is said at any time of the day.", "ltr"],
    ["| Word | Meaning |\n|---|---|\n| سلام | hello |", "ltr"],
    ["Set the tripod on firm ground.", "auto"],
    ["12 € – 3", "auto"],
  ])("is that of most of its letters: %s", (text, dir) => expect(dirOf(text)).toBe(dir));
});

describe.skipIf(!commonmark || !gfm)("Markdown of the CommonMark and GFM specifications (needs ../shared/data)", () => {
  const wordsOf = (text: string) => new Set(text.match(/[\p{L}\p{N}]+/gu) ?? []);

  it.each([...(commonmark ?? []), ...(gfm ?? [])].map((each, index) => [index, each] as const))(
    "loses no word of case %i and makes nothing but text and harmless elements",
    (_index, { markdown, html }) => {
      const shown = render(markdown);
      expectHarmless(shown);
      // Words the reference shows and the source has: entities and addresses of links are neither.
      const reference = wordsOf(html.replace(/<[^>]*>/g, " ").replace(/&(quot|amp|lt|gt);/g, " "));
      const source = wordsOf(markdown);
      const ours = textOf(shown).replace(/\s+/g, "");
      for (const word of reference) if (source.has(word)) expect(ours).toContain(word);
      const growing = createMarkdown(actions);
      for (let end = 1; end <= markdown.length; end++) {
        const begun = markdown.slice(0, end);
        if (outline(growing.render(begun, [])) !== outline(render(begun)))
          expect(outline(growing.render(begun, []))).toBe(outline(render(begun)));
      }
    },
  );
});

const payloads = read<{ cases: { payload: string }[] }>("dompurify_expect.json")?.cases;
const handlers = read<{ handlers?: string[]; names?: string[] }>("event_handlers.json");
const naughty = read<{ strings: string[] }>("blns.json")?.strings;

describe.skipIf(!payloads || !handlers || !naughty)("hostile answers (needs ../shared/data)", () => {
  const hostile = [
    ...(payloads ?? []).map(({ payload }) => payload),
    ...Object.values(handlers ?? {})
      .flat()
      .filter((name) => typeof name === "string")
      .map((name) => `<img src=x ${name}=alert(1)> [a](https://x.org" ${name}="alert(1))`),
    ...(naughty ?? []),
  ];
  const wraps: ((payload: string) => string)[] = [
    (payload) => payload,
    (payload) => `- ${payload}\n\n> ${payload}`,
    (payload) => `[${payload}](${payload})`,
    (payload) => `| a |\n|---|\n| ${payload.replace(/\n/g, " ")} |`,
    (payload) => `\`\`\`${payload}\n${payload}`,
    (payload) => `<${payload}> https://x.org/${payload}`,
  ];

  it(`makes nothing that could run out of ${hostile.length} payloads in ${wraps.length} places`, () => {
    for (const payload of hostile) for (const wrap of wraps) expectHarmless(render(wrap(payload)));
  });
});
