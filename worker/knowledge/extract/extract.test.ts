import { describe, expect, it } from "vitest";

import { extractDocument, type TextType } from "./extract.ts";

const extract = (content: string, contentType: TextType, title?: string) =>
  extractDocument({ content, contentType, ...(title === undefined ? {} : { title }) });
const outline = (content: string, contentType: TextType) =>
  extract(content, contentType).blocks.map(({ kind, text }) => [kind, text]);

describe("every type", () => {
  it("keeps blocks that are slices of the text, in order", () => {
    const pages: [string, TextType][] = [
      ["# A\n\ntext\n\n- x\n- y\n\n```\ncode\n```\n\n|a|\n|-|\n|b|\n", "text/markdown"],
      ["<h1>A</h1><p>text<ul><li>x<li>y</ul><pre>code</pre><table><tr><td>a</table>", "text/html"],
      ["A\n\ntext\n", "text/plain"],
    ];
    for (const [content, type] of pages) {
      const { text, blocks } = extract(content, type);
      let end = 0;
      for (const block of blocks) {
        expect(block.start).toBeGreaterThanOrEqual(end);
        expect(text.slice(block.start, block.end)).toBe(block.text);
        ({ end } = block);
      }
    }
  });

  it.each(["text/plain", "text/markdown", "text/html"] as const)(
    "survives NULs, lone surrogates and a byte order mark in %s",
    (type) => {
      const { text, title } = extract("\uFEFFFirst \0 and \ud83d end.\r\n\r\nSecond 😀.", type);
      expect(text).toMatch(/^First \uFFFD and \uFFFD end\.\s+Second 😀\.$/u);
      expect(text.isWellFormed() && title.isWellFormed()).toBe(true);
    },
  );

  it("prefers the title that was given, and always has one", () => {
    expect(extract("---\ntitle: Matter\n---\n# Head\n", "text/markdown", "Given").title).toBe("Given");
    expect(extract('---\ntitle: "Mat: ter" # note\n---\n# Head\n', "text/markdown").title).toBe("Mat: ter");
    expect(extract("text\n\n# The *Head*\n", "text/markdown").title).toBe("The Head");
    expect(extract("First line\nsecond", "text/plain").title).toBe("First line");
    expect(extract("", "text/plain").title).toBe("Untitled");
    expect(extract("x".repeat(5_000), "text/plain").title).toHaveLength(300);
  });
});

describe("Markdown", () => {
  it("tells blocks apart and keeps them verbatim", () => {
    const source =
      "Setext *h*\n===\n\npara **bold**\nline two\n\n- a\n\n  more\n- b\n\n> q\nlazy\n\n~~~js\n# no\n~~~\n\n    indented\n\n| a |\n|---|\n| b |\n";
    expect(outline(source, "text/markdown")).toEqual([
      ["heading", "Setext *h*\n==="],
      ["paragraph", "para **bold**\nline two"],
      ["list", "- a\n\n  more\n- b"],
      ["quote", "> q\nlazy"],
      ["code", "~~~js\n# no\n~~~"],
      ["code", "    indented"],
      ["table", "| a |\n|---|\n| b |"],
    ]);
  });

  it("knows the headings above each block, in plain text", () => {
    const { blocks } = extract("# `A` [b](c)\n\n## B {#b}\n\nx\n\n### C ###\n\ny\n\n## D\n\nz", "text/markdown");
    const paths = blocks.filter((block) => block.kind === "paragraph").map((block) => block.headingPath);
    expect(paths).toEqual([
      ["A b", "B"],
      ["A b", "B", "C"],
      ["A b", "D"],
    ]);
  });

  it("drops what no reader of the page sees", () => {
    const source = [
      "---\ntitle: T\n---",
      "import X from './x.js'\nexport const y = 1",
      "<script setup>\nconst secret = 1\n</script>",
      "<!-- a comment\n\nof paragraphs -->",
      "::: warning Mind\nInside.\n:::",
      '{% include "x.html" %}',
      "[id]: https://example.com 'T'",
      "<details>\n<summary>More</summary>",
      "Folded.",
      "</details>",
      "---",
      "<div>Seen<style>p{}</style> and seen</div>",
    ].join("\n\n");
    expect(outline(source, "text/markdown").map(([, text]) => text)).toEqual([
      "**Mind**",
      "Inside.",
      "## More",
      "Folded.",
      "Seen and seen",
    ]);
  });

  it("takes two rules at the start for front matter only where something is named in between", () => {
    expect(extract("---\nJust text.\n---\nMore.", "text/markdown").text).toContain("Just text.");
    expect(extract("---\n---\nMore.", "text/markdown").text).toBe("More.");
    expect(extract("---\nnever: closed\n", "text/markdown").text).toContain("never: closed");
  });
});

describe("HTML", () => {
  it("keeps the content and drops chrome, scripts, controls and hidden parts", () => {
    const page = `<!doctype html><title>Page &amp; more | Site</title><style>p{}</style>
      <header>Brand</header><nav><ul><li>Menu</ul></nav>
      <main><h1><a href="#x">§</a>Page &amp; more <a href="#x">#</a></h1><header>Kept lead</header>
      <p>One   two<b>three</b> <span hidden>no</span><i aria-hidden=true>no</i><span style="color:red; DISPLAY : none">no</span>four
      <noscript>no</noscript><template>no</template><svg><text>no</text></svg><button>no</button><select><option>no</select><textarea>no</textarea>
      <p hidden>no<div>yes</div><div class="sr-only">no</div><div role="navigation">no</div></main><aside>Aside</aside><footer>Foot</footer>`;
    expect(extract(page, "text/html").title).toBe("Page & more");
    expect(outline(page, "text/html")).toEqual([
      ["heading", "# Page & more"],
      ["paragraph", "Kept lead"],
      ["paragraph", "One twothree four"],
      ["paragraph", "yes"],
    ]);
  });

  it("shows white space as a browser does, and code as it is written", () => {
    const page =
      "<p> a\n  b&nbsp;c<br> d <i> e</i></p><pre class='language-ts'>\n  if (a &lt; b) {\n\n  }\n</pre><p>f</p>g";
    expect(outline(page, "text/html")).toEqual([
      ["paragraph", "a b\u00a0c\nd e"],
      ["code", "```ts\n  if (a < b) {\n\n  }\n```"],
      ["paragraph", "f"],
      ["paragraph", "g"],
    ]);
  });

  it("writes lists and tables as lines, with the end tags that HTML leaves out", () => {
    const page = `<ul><li>a<ol><li>b<li>c</ol><li>d<p>e</ul><dl><dt>t<dd>u</dl>
      <table><caption>Cap</caption><thead><tr><th>N<th>M<tbody><tr><td>1<td><p>2</p><p>3</p><tr><td><td></table>`;
    expect(outline(page, "text/html")).toEqual([
      ["list", "- a\n  1. b\n  2. c\n- d\n  e"],
      ["list", "- t\n  u"],
      ["paragraph", "Cap"],
      ["table", "N\tM\n1\t2 3"],
    ]);
  });

  it("reads a layout table as paragraphs", () => {
    const essay = `${"Long text. ".repeat(60)}<br><br>End.`;
    const blocks = outline(`<table><tr><td><table><tr><td>inner</table>${essay}</td></tr></table>`, "text/html");
    expect(blocks.map(([kind]) => kind)).toEqual(["table", "paragraph", "paragraph"]);
  });

  it("takes the whole page where nothing is marked as its content, and the header where there is nothing else", () => {
    expect(outline("<header>H</header><div>Body</div><footer>F</footer>", "text/html")).toEqual([
      ["paragraph", "Body"],
    ]);
    expect(outline("<header>Only</header>", "text/html")).toEqual([["paragraph", "Only"]]);
    expect(outline("<div>Lots of text here</div><main>x</main>", "text/html")).toHaveLength(2);
  });

  it("is not fooled by broken markup", () => {
    expect(outline("<p>a</b></div></p><h2>b<p>c<script>d", "text/html")).toEqual([
      ["paragraph", "a"],
      ["heading", "## b"],
      ["paragraph", "c"],
    ]);
    expect(
      outline("<div hidden><div>x</div>y</div>z<li hidden>q<ul><li>r</ul><li>s", "text/html").flat(),
    ).not.toContain("q");
  });
});
