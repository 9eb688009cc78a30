import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  decodeText,
  mediaType,
  parseWith,
  readBytes,
  readForm,
  readJson,
  readOptionalJson,
  verifyLength,
} from "./read-body.ts";

const post = (body: BodyInit | null, headers: Record<string, string> = {}): Request =>
  new Request("https://x.example/", { method: "POST", body, headers, duplex: "half" } as RequestInit);
const json = (body: string): Request => post(body, { "content-type": "application/json" });
const schema = v.object({ a: v.optional(v.number()), b: v.optional(v.string()) });

/** Parts of so many bytes, as far as they are asked for. */
function parts(...lengths: number[]): { body: ReadableStream<Uint8Array>; sent: () => number } {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const length = lengths[sent];
        if (length === undefined) return controller.close();
        sent++;
        controller.enqueue(new Uint8Array(length).fill(0x61 + sent));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, sent: () => sent };
}

describe("the bytes of a body", () => {
  it("are all of them, in their order, up to the most", async () => {
    expect(new TextDecoder().decode(await readBytes(post(parts(2, 1, 3).body), 6))).toBe("bbcddd");
    expect(await readBytes(post(null), 6)).toHaveLength(0);
    expect(await readBytes(post("abcdef", { "content-length": "6" }), 6)).toHaveLength(6);
  });

  it("are refused with the first that is too many, and the rest is not read", async () => {
    const { body, sent } = parts(4, 4, 4, 4, 4);
    await expect(readBytes(post(body), 7)).rejects.toMatchObject({ slug: "payload-too-large" });
    expect(sent()).toBe(2);
  });

  it("are refused where they say that they are too many, before one is read", async () => {
    const { body, sent } = parts(1);
    await expect(readBytes(post(body, { "content-length": "8" }), 7)).rejects.toMatchObject({
      slug: "payload-too-large",
      detail: "The body is larger than 7 bytes.",
    });
    expect(sent()).toBe(0);
    expect(() => verifyLength(post(null, { "content-length": "7" }), 7)).not.toThrow();
    expect(() => verifyLength(post(null), 7)).not.toThrow();
  });

  it("are refused where they are more than they said", async () => {
    for (const said of ["2", "nonsense"]) {
      const { body } = parts(4, 4);
      await expect(readBytes(post(body, { "content-length": said }), 7)).rejects.toMatchObject({
        slug: "payload-too-large",
      });
    }
  });
});

describe("a body of JSON", () => {
  it("is what its schema says", async () => {
    expect(await readJson(json('{"a":1}'), schema, 100)).toEqual({ a: 1 });
    expect(await readJson(post('{"a":1}', { "content-type": "Application/JSON; charset=utf-8" }), schema, 100)).toEqual(
      {
        a: 1,
      },
    );
  });

  it.each(["[]", "null", "7", '"a"', "[{}]", "true"])("is an object, and not %s", async (text) => {
    await expect(readJson(json(text), schema, 100)).rejects.toMatchObject({
      slug: "invalid-request",
      detail: "The body must be a JSON object.",
    });
  });

  it("says what is wrong: its type, its text, its size, its fields", async () => {
    await expect(readJson(post("{}", { "content-type": "text/plain" }), schema, 100)).rejects.toMatchObject({
      slug: "unsupported-media-type",
    });
    await expect(readJson(json("{"), schema, 100)).rejects.toMatchObject({ detail: "The body is not JSON." });
    await expect(readJson(json('{"a":1}'), schema, 6)).rejects.toMatchObject({ slug: "payload-too-large" });
    await expect(readJson(json('{"a":"1"}'), schema, 100)).rejects.toMatchObject({ issues: [{ path: "a" }] });
    const latin = post(new Uint8Array([0x7b, 0x22, 0xe4, 0x22, 0x7d]), { "content-type": "application/json" });
    await expect(readJson(latin, schema, 100)).rejects.toMatchObject({ detail: "The body is not UTF-8." });
  });

  it("may be left out of a call that needs none, whatever its type", async () => {
    expect(await readOptionalJson(post(null, { "content-type": "text/plain" }), schema, 100)).toEqual({});
    expect(await readOptionalJson(post("", { "content-length": "0" }), schema, 100)).toEqual({});
    expect(await readOptionalJson(json('{"a":1}'), schema, 100)).toEqual({ a: 1 });
    await expect(readOptionalJson(post('{"a":1}'), schema, 100)).rejects.toMatchObject({
      slug: "unsupported-media-type",
    });
  });
});

describe("what does not fit its schema", () => {
  it("is told by its field, what is missing as missing, and no more than twenty", () => {
    const wide = v.object(Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`f${at}`, v.number()])));
    const caught = (value: unknown, of: v.GenericSchema = wide): { detail: string; issues: unknown[] } => {
      try {
        parseWith(of, value);
      } catch (error) {
        return error as { detail: string; issues: unknown[] };
      }
      throw new Error("taken");
    };
    expect(caught({ f0: 1 }).issues).toHaveLength(20);
    expect(caught({}).detail).toBe("f0: Missing.");
    expect(caught("x").detail).not.toMatch(/^:/);
    expect(caught({ a: "x".repeat(10_000) }, v.object({ a: v.number() })).detail.length).toBeLessThan(320);
  });
});

describe("a form", () => {
  const form = async (...fields: [string, string | File][]): Promise<Request> => {
    const data = new FormData();
    for (const [name, value] of fields) data.append(name, value);
    const made = new Response(data);
    return post(await made.arrayBuffer(), { "content-type": made.headers.get("content-type")! });
  };
  const file = new File(["x"], "a.txt", { type: "text/plain" });

  it("has one file and fields of text", async () => {
    const { file: read, fields } = await readForm(await form(["title", "A"], ["file", file]), 10_000);
    expect([read.name, fields]).toEqual(["a.txt", { title: "A" }]);
  });

  it("is refused without a file, with two of one name, over its size, and where it is none", async () => {
    await expect(readForm(await form(["title", "A"]), 10_000)).rejects.toMatchObject({ issues: [{ path: "file" }] });
    await expect(readForm(await form(["file", "text"]), 10_000)).rejects.toMatchObject({ issues: [{ path: "file" }] });
    await expect(readForm(await form(["file", file], ["file", file]), 10_000)).rejects.toMatchObject({
      issues: [{ path: "file", message: expect.stringContaining("Send one") }],
    });
    await expect(readForm(await form(["file", file]), 10)).rejects.toMatchObject({ slug: "payload-too-large" });
    await expect(readForm(post("x", { "content-type": "text/plain" }), 10_000)).rejects.toMatchObject({
      detail: "The body is not valid multipart/form-data.",
    });
  });
});

it("text is strict UTF-8, and a type is told without what stands behind it", () => {
  expect(decodeText(new TextEncoder().encode("ä"))).toBe("ä");
  expect(() => decodeText(new Uint8Array([0xc3]))).toThrow("not UTF-8");
  expect(mediaType(post(null, { "content-type": " Text/CSV ; charset=x" }))).toBe("text/csv");
  expect(mediaType(post(null))).toBe("");
});
