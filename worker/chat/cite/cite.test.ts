import { describe, expect, it } from "vitest";
import { cite, type CitedPiece, type CiteSource } from "./cite.ts";

const SOURCES: CiteSource[] = [
  { number: 1, text: "# Limits\n\nThe upload limit is 10 MB on the free plan. Paid plans have no limit." },
  {
    number: 2,
    text: "Timeouts cannot be used with streams.\n\n- Deno ignores the header.\n- Bun honours it.\n\n| plan | price |\n|---|---|\n| Team | $20 |",
  },
  { number: 3, text: "返品は30日以内に受け付けます。送料はお客様の負担です。" },
  { number: 4, text: "يمكنك إلغاء الاشتراك في أي وقت. لا توجد رسوم." },
  { number: 12, text: "The office 🏢 opens at nine 😀 on weekdays." },
];

async function* pieces(parts: readonly string[]): AsyncGenerator<string> {
  yield* parts;
}

const cuts = (input: string): string[][] =>
  Array.from({ length: input.length - 1 }, (_, at) => [input.slice(0, at + 1), input.slice(at + 1)]);

async function run(
  parts: readonly string[],
  verify = async (_number: number, _quote: string) => true,
  sources = SOURCES,
) {
  const out: CitedPiece[] = [];
  for await (const piece of cite(pieces(parts), { sources, verify })) out.push(piece);
  const text = out.map((piece) => (piece.type === "text" ? piece.text : "")).join("");
  const citations = out.filter((piece) => piece.type === "citation");
  return { out, text, citations };
}

describe("cite", () => {
  it("keeps a supported marker and quotes the sentence that supports it", async () => {
    const { text, citations } = await run(["The upload limit is 10 MB on the free plan [1]."]);
    expect(text).toBe("The upload limit is 10 MB on the free plan [1].");
    expect(citations).toEqual([
      {
        type: "citation",
        promptNumber: 1,
        number: 1,
        quote: "The upload limit is 10 MB on the free plan.",
        start: 43,
        end: 46,
      },
    ]);
    expect(text.slice(citations[0]!.start, citations[0]!.end)).toBe("[1]");
  });

  it("renumbers sources in the order of first citation", async () => {
    const { text, citations } = await run([
      "Timeouts cannot be used with streams. [2] Uploads are limited to 10 MB on the free plan. [1][2] Bun honours it [2].",
    ]);
    expect(text).toBe(
      "Timeouts cannot be used with streams. [1] Uploads are limited to 10 MB on the free plan. [2] Bun honours it [1].",
    );
    expect(citations.map(({ promptNumber, number }) => [promptNumber, number])).toEqual([
      [2, 1],
      [1, 2],
      [2, 1],
    ]);
  });

  it("gives sources of one document one number, once at one place", async () => {
    const sources = [
      { number: 1, text: "The upload limit is 10 MB.", document: "d" },
      { number: 2, text: "The upload limit is 10 MB for everyone.", document: "d" },
    ];
    const { text, citations } = await run(
      ["The upload limit is 10 MB [1][2]. Everyone has the upload limit of 10 MB [2]."],
      undefined,
      sources,
    );
    expect(text).toBe("The upload limit is 10 MB [1]. Everyone has the upload limit of 10 MB [1].");
    expect(citations.map(({ promptNumber }) => promptNumber)).toEqual([1, 2]);
  });

  it.each([
    [
      "an unknown number",
      "The upload limit is 10 MB on the free plan [7].",
      "The upload limit is 10 MB on the free plan.",
    ],
    ["no support", "Cats sleep most of the day [1]. More.", "Cats sleep most of the day. More."],
    [
      "another number in the sentence",
      "The upload limit is 20 MB on the free plan [1].",
      "The upload limit is 20 MB on the free plan.",
    ],
    ["a negation that vanished", "Timeouts can be used with streams [2].", "Timeouts can be used with streams."],
    [
      "a negation that appeared",
      "The upload limit is not 10 MB on the free plan [1].",
      "The upload limit is not 10 MB on the free plan.",
    ],
    ["nothing before it", "[1] Hello", "Hello"],
    ["a list of unknown ones", "The upload limit is 10 MB [8, 9].", "The upload limit is 10 MB."],
  ])("removes a marker with %s, and the space before it", async (_name, input, output) => {
    const { text, citations } = await run([input]);
    expect(text).toBe(output);
    expect(citations).toEqual([]);
  });

  it("removes a marker whose quote is not in the live document, and asks about the verbatim slice", async () => {
    const asked: [number, string][] = [];
    const { text, citations } = await run(
      ["The upload limit is 10 MB on the free plan [1]. Bun honours it [2]."],
      async (number, quote) => {
        asked.push([number, quote]);
        return number === 2;
      },
    );
    expect(text).toBe("The upload limit is 10 MB on the free plan. Bun honours it [1].");
    expect(citations).toHaveLength(1);
    expect(asked).toEqual([
      [1, "The upload limit is 10 MB on the free plan."],
      [2, "Bun honours it."],
    ]);
  });

  it.each([
    ["a fence", "```js\nlet a = b[1];\n```\n"],
    ["a fence in a list", "- run\n  ```\n  a[1]\n  ```\n"],
    ["a tilde fence with ticks inside", "~~~\n``` a[1]\n~~~\n"],
    ["a fence that never closes", "```\na[1] [2]\n"],
    ["an indented block", "Text:\n\n    a[1]\n"],
    ["a code span", "Use `a[1]` here"],
    ["a code span of two ticks", "Use ``a ` [1]`` here"],
    ["a code span over two lines", "Use `a\n[1] b` here"],
    ["a link", "See [1](https://example.com) here"],
    ["an image", "See ![1](a.png) here"],
    ["a footnote's text", "[^1]: See here\n"],
    ["a definition", "[1]: https://example.com\n"],
    ["an escape", "See \\[1] here"],
    ["a year", "In [2024] it was"],
    ["a task", "- [ ] open\n- [x] done"],
    ["an unfinished bracket", "see [1"],
    ["a bracket with words", "see [1st] and [a1]"],
  ])("leaves %s alone", async (_name, input) => {
    expect((await run([input])).text).toBe(input);
    expect((await run([...input])).text).toBe(input);
  });

  it("takes ticks that never close for ordinary characters", async () => {
    const { text } = await run(["A ` tick and the upload limit is 10 MB [1].\n\nBye `x`"]);
    expect(text).toBe("A ` tick and the upload limit is 10 MB [1].\n\nBye `x`");
    expect((await run(["A ` tick [9].\n\nBye `x`"])).text).toBe("A ` tick.\n\nBye `x`");
  });

  it("finds markers again behind code, in tables and behind a block of code", async () => {
    const input =
      "Use `a[1]`.\n\n```\nb[1]\n```\n\nBun honours it. [2]\n\n| plan | price |\n|---|---|\n| Team | $20 [2] |";
    const { text, citations } = await run([input]);
    expect(text).toBe(input.replaceAll(" [2]", " [1]"));
    expect(citations.map(({ quote }) => quote)).toEqual(["Bun honours it.", "Team | $20"]);
  });

  it("yields the same text and citations wherever the input is cut", async () => {
    const input =
      "Uploads: the limit is 10 MB on the free plan [1][9], **not** more. 返品は30日以内に受け付けます。[3] `a[1]` and `x ` [2] [1](x) \\[1]\n\n" +
      "```js\na[1] // 😀\n```\n- Deno ignores the header. [2, 1]\n- Bun [x] honours it [2–2]\n\nلا توجد رسوم. [4] The office 🏢 opens at nine 😀 on weekdays [12].  \n[1";
    const whole = await run([input]);
    expect(whole.citations.map(({ number }) => number)).toEqual([1, 2, 3, 3, 4, 5]);
    for (const { start, end, number } of whole.citations) expect(whole.text.slice(start, end)).toBe(`[${number}]`);
    for (let at = 1; at < input.length; at++) {
      const cut = await run([input.slice(0, at), input.slice(at)]);
      expect(cut.text).toBe(whole.text);
      expect(cut.citations).toEqual(whole.citations);
    }
    const single = await run(input.split(""));
    expect(single.text).toBe(whole.text);
    expect(single.citations).toEqual(whole.citations);
    for (const piece of single.out) if (piece.type === "text") expect(piece.text.isWellFormed()).toBe(true);
  });

  it("holds nothing back but blanks and an open bracket", async () => {
    const seen: string[] = [];
    async function* slow() {
      yield "Hello there";
      expect(seen.join("")).toBe("Hello there");
      yield " [";
      expect(seen.join("")).toBe("Hello there");
      yield "see";
      expect(seen.join("")).toBe("Hello there [see");
      yield "] `a[";
      expect(seen.join("")).toBe("Hello there [see] `a");
      yield "0]";
      yield "`";
    }
    for await (const piece of cite(slow(), { sources: SOURCES, verify: async () => true }))
      if (piece.type === "text") seen.push(piece.text);
    expect(seen.join("")).toBe("Hello there [see] `a[0]`");
  });

  /** S is the sentence, N the number of a source; a marker that holds is [1] in what is read. */
  const STYLES: [input: string, kept: string, gone: string][] = [
    ["S [N].", "S [1].", "S."],
    ["S. [N]", "S. [1]", "S."],
    ["S.[N]", "S.[1]", "S."],
    ["S【N】.", "S[1].", "S."],
    ["S 【N†source】.", "S [1].", "S."],
    ["S. 【N:0†source】", "S. [1]", "S."],
    ["S[^N].", "S[1].", "S."],
    ["S [Source N].", "S [1].", "S."],
    ["S [source: N].", "S [1].", "S."],
    ["S [Quelle N].", "S [1].", "S."],
    ["S [docN].", "S [1].", "S."],
    ["S [cite: N].", "S [1].", "S."],
    ["S [citation:N].", "S [1].", "S."],
    ["S [#N].", "S [1].", "S."],
    ["S (Source N).", "S [1].", "S."],
    ["S (N).", "S [1].", "S (N)."],
    ["S. (N)", "S. [1]", "S. (N)"],
    ["S [N, N].", "S [1].", "S."],
    ["S [N][N].", "S [1].", "S."],
    ["S [N], [N].", "S [1].", "S."],
    ["S [N] and [N].", "S [1].", "S."],
    ["S **[N]**.", "S [1].", "S."],
    ["S. **[N]**", "S. [1]", "S."],
    ["S *[N]*.", "S [1].", "S."],
    ["S [**N**].", "S [1].", "S."],
    ["S ([N]).", "S [1].", "S."],
    ["S (see [N]).", "S [1].", "S."],
    ["S (Sources: [N], [N]).", "S [1].", "S."],
    ["S, see [N].", "S, see [1].", "S."],
    ["S. Source: [N]", "S. Source: [1]", "S. "],
    ["S — [N]", "S — [1]", "S"],
    ["According to [N], S.", "According to [1], S.", "S."],
    ["Source [N]: S.", "Source [1]: S.", "S."],
    ["[N] S.", "[1] S.", "S."],
    ["- [N] S.", "- [1] S.", "- S."],
    ["S [[N]].", "S [1].", "S."],
    ["S <sup>N</sup>.", "S [1].", "S."],
    ["S<sup>[N]</sup>.", "S[1].", "S."],
    ["S.ⁿ", "S.[1]", "S.ⁿ"],
    ["S \\[N\\].", "S [1].", "S."],
    ["S ^[N]^.", "S [1].", "S."],
    ["S [ N ].", "S [1].", "S."],
    ["S ⁿ.", "S [1].", "S ⁿ."],
    ["S［N］。", "S[1]。", "S。"],
    ["S [Doc N: The limits].", "S [1].", "S."],
    ["S `[N]`.", "S [1].", "S `[N]`."],
    ["S. `[N]`", "S. [1]", "S. `[N]`"],
    ["S `[N][N]`.", "S [1].", "S `[N][N]`."],
    ["S `[N]` `[N]`.", "S [1].", "S `[N]` `[N]`."],
    ["S [N: Limits].", "S [1].", "S [N: Limits]."],
    ["S [N, p. 3].", "S [1].", "S [N, p. 3]."],
    ["S [N - The limits].", "S [1].", "S [N - The limits]."],
    ['S (N: "upload limit is").', "S [1].", "S."],
    ['S [N: "The upload\nlimit is"].', "S [1].", "S."],
    ['S [N: "The upload limit', "S [1]", "S"],
    ["S [\u200bN\u200b].", "S [1].", "S."],
    ["S. \u200f[N]\u200f", "S. \u200f[1]\u200f", "S. \u200f\u200f"],
    ["S. $^{N}$", "S. [1]", "S. $^{N}$"],
    ["S.$^{[N]}$", "S.[1]", "S.$^{[N]}$"],
    ["S.^N^", "S.[1]", "S.^N^"],
    ["S.^[N]", "S.[1]", "S."],
    ["S.<ref>N</ref>", "S.[1]", "S."],
    ['S.<cite id="N"/>', "S.[1]", "S."],
    ['S.<sup><a href="#N">N</a></sup>', "S.[1]", "S."],
    ["[N]: S.", "[1]: S.", "S."],
    ["S.\n\n[N]", "S.\n\n[1]", "S.\n\n"],
    ["S.\n[N]\n\nMore.", "S.\n[1]\n\nMore.", "S.\n\n\nMore."],
    ["- S.\n  [N]", "- S.\n  [1]", "- S.\n"],
    ["S.\n\nSource: [N]", "S.\n\nSource: [1]", "S.\n\n"],
    ["S.\n\n*Source: [N]*", "S.\n\n*Source: [1]*", "S.\n\n*Source:*"],
    ["[N]\nS.", "[1]\nS.", "\nS."],
    ["S [N](#N).", "S [1].", "S."],
    ["S [N](https://a.example/b).", "S [1].", "S [N](https://a.example/b)."],
  ];

  it.each(STYLES)("reads %j, and leaves no ruin of it", async (input, kept, gone) => {
    const SENTENCE = "The upload limit on the free plan is 10 MB";
    const fill = (text: string, number: 1 | 7) =>
      text
        .replaceAll("N", String(number))
        .replaceAll("ⁿ", number === 1 ? "¹" : "⁷")
        .replaceAll("S", SENTENCE)
        .replaceAll(`${SENTENCE}ource`, "Source");
    for (const [number, output, count] of [
      [1, fill(kept, 1), 1],
      [7, fill(gone, 7), 0],
    ] as const) {
      const whole = await run([fill(input, number)]);
      expect(whole.text).toBe(output);
      expect(whole.citations).toHaveLength(count);
      const single = await run([...fill(input, number)]);
      expect([single.text, single.citations]).toEqual([whole.text, whole.citations]);
    }
  });

  it.each([
    "The floor has 30 m<sup>2</sup>.",
    "It is x^2^ and costs $20, or $30.",
    "An area of 5 m$^{2}$.",
    "[1]: https://a.example/b",
    "[1]: /docs/limits",
    "A [2-way] road.",
  ])("leaves %j as it is", async (input) => {
    expect((await run([input])).text).toBe(input);
    expect((await run([...input])).text).toBe(input);
  });

  describe("before its sentence, more than once on a line", () => {
    it.each([
      [
        "[1] The upload limit is 10 MB on the free plan. [2] Bun honours it. [3] 返品は30日以内に受け付けます。",
        ["The upload limit is 10 MB on the free plan.", "Bun honours it.", "返品は30日以内に受け付けます。"],
      ],
      ["[3] 返品は30日以内に受け付けます。[2] Bun honours it.", ["返品は30日以内に受け付けます。", "Bun honours it."]],
      [
        "- [2] Deno ignores the header. [1] Paid plans have no limit.",
        ["Deno ignores the header.", "Paid plans have no limit."],
      ],
      ["[7] Cats sleep. [2] Bun honours it.", ["Bun honours it."]],
      // Not said by what follows: of the sentence before it.
      [
        "[1] Paid plans have no limit. Bun honours it. [2] Cats sleep most of the day.",
        ["Paid plans have no limit.", "Bun honours it."],
      ],
      [
        "[1] Paid plans have no limit.\nBun honours it. [2] Paid plans have no limit.",
        ["Paid plans have no limit.", "Bun honours it."],
      ],
      ["According to [1], paid plans have no limit. [2] Bun honours it.", ["Paid plans have no limit."]],
      ["[1] Cats sleep most of the day. [2] Dogs bark at night.", []],
    ])("reads %j", async (input, quotes) => {
      for (const parts of [[input], [...input], ...cuts(input)]) {
        const { text, citations } = await run(parts);
        expect(citations.map(({ quote }) => quote)).toEqual(quotes);
        for (const { start, end, number } of citations) expect(text.slice(start, end)).toBe(`[${number}]`);
      }
    });
  });

  describe("in backticks", () => {
    const LIST = [{ number: 1, text: "Take the second element with `[1]`. The list has ten elements." }];
    it.each([
      ["Take the second element with `[1]`.", "Take the second element with `[1]`."],
      ["Use ``[1]`` here.", "Use ``[1]`` here."],
      ["The list has ten elements `[1]`. Bye", "The list has ten elements [1]. Bye"],
      ["The list has ten elements. `[1]`\n\n`x[1]` ```[1]```", "The list has ten elements. [1]\n\n`x[1]` ```[1]```"],
      ["```\nThe list has ten elements `[1]`.\n```", "```\nThe list has ten elements `[1]`.\n```"],
    ])("reads %j", async (input, output) => {
      for (const parts of [[input], [...input], ...cuts(input)])
        expect((await run(parts, undefined, LIST)).text).toBe(output);
    });
  });

  describe("beside code", () => {
    const INSTALL = "```sh\nnpm install @acme/client\n```";
    const sources = [
      { number: 1, text: `## Install\n\nInstall the package with npm:\n\n${INSTALL}\n\nNode 20 or newer is required.` },
    ];
    it.each([
      [`Install it with npm [1]:\n\n${INSTALL}`, "Install the package with npm:"],
      [`${INSTALL}\n\nNode 20 or newer is needed. [1]`, "Node 20 or newer is required."],
      [`${INSTALL}\n[1]`, "npm install @acme/client"],
      [`Do this:\n\n${INSTALL}\n\n[1]\n\nThen go on.`, "npm install @acme/client"],
      [`Do this:\n\n${INSTALL}\n\n[1] Then start the server.`, "npm install @acme/client"],
      [`Do this:\n\n${INSTALL}\n\n[1: "npm install @acme/client"]`, "npm install @acme/client"],
      [`Do this:\n\n${INSTALL}\n\n[1] It takes Node 20 or newer, which is required.`, "Node 20 or newer is required."],
    ])("quotes what %j is about", async (input, quote) => {
      for (const parts of [[input], [...input]]) {
        const { citations } = await run(parts, undefined, sources);
        expect(citations.map((each) => each.quote)).toEqual([quote]);
      }
    });

    it("leaves a number within it, and a bare one that it does not say", async () => {
      const { text } = await run([`Do this:\n\n\`\`\`js\nlist[1]\n\`\`\`\n\n[1]`], undefined, sources);
      expect(text).toBe("Do this:\n\n```js\nlist[1]\n```\n\n");
    });
  });

  it("cites a sentence once, however often it is marked", async () => {
    const { citations } = await run([
      `The upload limit${" [1]".repeat(200)} is 10 MB${" [1]".repeat(200)} on the free plan.`,
    ]);
    expect(citations).toHaveLength(1);
  });

  it("judges the stretch since the last marker where a sentence has two", async () => {
    const { text } = await run(["The upload limit on the free plan is 10 MB [1] and cats sleep most of the day [1]."]);
    expect(text).toBe("The upload limit on the free plan is 10 MB [1] and cats sleep most of the day.");
  });

  it("gets through hostile input, and verifies a bounded number of markers", async () => {
    for (const input of ["[".repeat(50_000), "` [9]".repeat(10_000), " ".repeat(50_000), "[1,".repeat(20_000)]) {
      const whole = await run([input]);
      expect((await run(input.split(""))).text).toBe(whole.text);
    }
    let asked = 0;
    const { citations } = await run(
      ["The upload limit is 10 MB on the free plan [1]. ".repeat(2_000)],
      async () => ++asked > 0,
    );
    expect(asked).toBe(300);
    expect(citations).toHaveLength(300);
  });
});
