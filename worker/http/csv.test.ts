import { describe, expect, it } from "vitest";
import { csvResponse, wantsCsv } from "./csv.ts";

const lineOf = async (value: unknown): Promise<string> =>
  (await csvResponse(["a"], [{ a: value }], null).text()).split("\r\n")[1]!;

describe("a cell", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+49 30 1", "'+49 30 1"],
    ["-2+3", "'-2+3"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", '"\'\t=1"'.slice(1, -1)],
    ["＝1+1", "'＝1+1"],
    ['=cmd|"/c calc"!A1', '"\'=cmd|""/c calc""!A1"'],
  ])("%j that a spreadsheet would act on is text: %s", async (value, line) => {
    expect(await lineOf(value)).toBe(line);
  });

  it.each([
    ["plain", "plain"],
    ["a, b", '"a, b"'],
    ['say "hi"', '"say ""hi"""'],
    [" padded", '" padded"'],
    [-5, "-5"],
    [true, "true"],
    [null, ""],
    [undefined, ""],
    [["x", 1], '"[""x"",1]"'],
  ])("%j stands as %s", async (value, line) => expect(await lineOf(value)).toBe(line));

  it("keeps a line break inside its quotes", async () => {
    expect(await csvResponse(["a", "b"], [{ a: "1\r\n2", b: 3 }], "c1").text()).toBe('a,b\r\n"1\r\n2",3\r\n');
  });
});

describe("CSV is wanted", () => {
  const wants = (accept: string | undefined) =>
    wantsCsv({ request: new Request("https://x.example/", accept === undefined ? {} : { headers: { accept } }) });

  it.each(["text/csv", "Text/CSV; charset=utf-8", "text/csv, */*;q=0.1", "application/json;q=0.5, text/csv"])(
    "by %s",
    (accept) => {
      expect(wants(accept)).toBe(true);
    },
  );

  it.each([
    undefined,
    "*/*",
    "text/*",
    "text/csv;q=0",
    "application/json, text/csv;q=0.5",
    "text/csv;q=x",
    "text/csvx",
  ])("not by %s", (accept) => {
    expect(wants(accept)).toBe(false);
  });
});
