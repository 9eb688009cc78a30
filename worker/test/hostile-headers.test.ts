/** Headers that nobody should send, and files that are none. */

import { exports } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../routes/table.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { call, createTenant, mintToken, ORIGIN, type Tenant } from "./harness.ts";
import { CONVERSATION, createFurnished, expectFurnished, type Furnished, VISITOR } from "./principals.ts";
import { expectSound } from "./sound.ts";
import { storedOf } from "./stored.ts";

let bot: Furnished;
let other: Furnished;

beforeAll(async () => {
  [bot, other] = await Promise.all([createFurnished("Hostile"), createFurnished("Calm")]);
});

afterEach(async () => {
  await expectFurnished(bot, other);
});

describe("a header", () => {
  it("with any Last-Event-ID gives the rest of the answer or nothing", async () => {
    const all = await (
      await call(`/v1/chat/${CONVERSATION}/stream?visitor_id=${VISITOR}`, {
        key: bot.secretKey,
        headers: { "last-event-id": "0" },
      })
    ).text();
    expect(all).toContain(bot.canary);
    for (const id of [
      "",
      "0",
      "00",
      "-1",
      "-0",
      "1",
      "01",
      "+1",
      "1.5",
      "1e1",
      "0x1",
      "1,2",
      "1 2",
      "NaN",
      "999999999",
      "9999999999",
      "9".repeat(400),
      "null",
      "*",
      "' OR 1=1",
      "x".repeat(8_000),
    ]) {
      const response = await call(`/v1/chat/${CONVERSATION}/stream?visitor_id=${VISITOR}`, {
        key: bot.secretKey,
        headers: { "last-event-id": id },
      });
      expect([200, 204], id).toContain(response.status);
      const text = await response.text();
      if (response.status === 200) expect(text.endsWith("data: [DONE]\n\n"), id).toBe(true);
    }
  });

  it("of any other kind changes nothing", async () => {
    for (const [name, value] of [
      ["accept", "nonsense/*;q=9"],
      ["accept-encoding", "bogus"],
      ["content-length", "0"],
      ["transfer-encoding", "identity"],
      ["range", "bytes=0-1"],
      ["if-none-match", "*"],
      ["expect", "100-continue"],
      ["x-request-id", "chosen by me"],
      ["host", "evil.example"],
      ["x-http-method-override", "DELETE"],
      ["content-encoding", "gzip"],
      ["cookie", "x".repeat(4_000)],
      ["user-agent", ""],
    ] as const) {
      const response = await call("/v1/bot", { key: bot.secretKey, headers: { [name]: value } });
      await expectSound(response, `${name}: ${value}`);
      expect(response.status, name).toBe(200);
      expect(response.headers.get("x-request-id")).not.toContain("chosen");
    }
  });

  it("sent twice is one that is refused where it matters", async () => {
    const headers = new Headers([
      ["authorization", `Bearer ${bot.secretKey}`],
      ["authorization", `Bearer ${other.secretKey}`],
    ]);
    expect((await exports.default.fetch(new Request(`${ORIGIN}/v1/bot`, { headers }))).status).toBe(401);
    const types = new Headers([
      ["authorization", `Bearer ${bot.secretKey}`],
      ["content-type", "text/plain"],
      ["content-type", "application/json"],
    ]);
    expect(
      (await exports.default.fetch(new Request(`${ORIGIN}/v1/bot`, { method: "PATCH", headers: types, body: "{}" })))
        .status,
    ).toBe(415);
  });

  it("of a preflight answers the widget's calls alone, and never lets a page send cookies", async () => {
    for (const route of ROUTES) {
      const { path } = EXAMPLES[nameOf(route)]!(bot);
      const origin = "https://any.example";
      const response = await call(path, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": route.method },
      });
      const browser = ROUTES.some((each) => each.browser && each.path === route.path);
      expect(response.headers.get("access-control-allow-origin"), nameOf(route)).toBe(browser ? origin : null);
      expect(response.headers.get("access-control-allow-credentials")).toBeNull();
      if (browser) expect(response.headers.get("vary")).toContain("Origin");
    }
  });

  it("with an origin makes no answer to a secret key readable to a page", async () => {
    for (const key of [bot.secretKey, await mintToken(bot, { visitor_id: VISITOR })]) {
      const response = await call(`/v1/chat/${CONVERSATION}?visitor_id=${VISITOR}`, {
        key,
        headers: { origin: "https://any.example" },
      });
      expect(response.headers.get("access-control-allow-origin")).toBe(
        key === bot.secretKey ? null : "https://any.example",
      );
    }
  });
});

describe("a file", () => {
  /** Is sent nothing else. */
  let quiet: Tenant;

  beforeAll(async () => {
    quiet = await createTenant("Quiet");
  });

  const upload = (body: FormData | Uint8Array | string, type?: string): Promise<Response> =>
    call("/v1/documents?wait=true", {
      key: quiet.secretKey,
      body,
      headers: type === undefined ? {} : { "content-type": type },
    });
  const form = (fields: [string, string | File][]): FormData => {
    const data = new FormData();
    for (const [name, value] of fields) data.append(name, value);
    return data;
  };
  const file = (content: string | Uint8Array<ArrayBuffer>, name = "page.md", type = "text/markdown"): File =>
    new File([content], name, { type });

  it("that is broken, too large, binary or missing is refused, and nothing of it is kept", async () => {
    const before = await storedOf(quiet.botId);
    const boundary = "multipart/form-data; boundary=x";
    const cases: [string, Promise<Response>][] = [
      ["no file", upload(form([["title", "x"]]))],
      ["a text for a file", upload(form([["file", "x"]]))],
      ["another type", upload(form([["file", file("x", "x.exe", "application/x-msdownload")]]))],
      [
        "bad metadata",
        upload(
          form([
            ["file", file("x")],
            ["metadata", "{"],
          ]),
        ),
      ],
      [
        "metadata that is no object",
        upload(
          form([
            ["file", file("x")],
            ["metadata", "[]"],
          ]),
        ),
      ],
      [
        "a bad url",
        upload(
          form([
            ["file", file("x")],
            ["url", "javascript:alert(1)"],
          ]),
        ),
      ],
      [
        "a bad id",
        upload(
          form([
            ["file", file("x")],
            ["document_id", ".."],
          ]),
        ),
      ],
      ["five megabytes", upload(form([["file", file("x".repeat(5 * 1_024 * 1_024))]]))],
      ["no boundary", upload("x", "multipart/form-data")],
      ["an empty boundary", upload("x", "multipart/form-data; boundary=")],
      ["no parts", upload("x", boundary)],
      ["nothing", upload("", boundary)],
      [
        "half a part",
        upload('--x\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\nabc', boundary),
      ],
      ["a part without a name", upload("--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--", boundary)],
      ["a part without a header", upload("--x\r\n\r\nabc\r\n--x--", boundary)],
      [
        "a thousand empty parts",
        upload(`--x\r\n${'Content-Disposition: form-data; name="a"\r\n\r\n\r\n--x\r\n'.repeat(1_000)}--x--`, boundary),
      ],
    ];
    for (const [what, pending] of cases) {
      const response = await pending;
      await expectSound(response, what);
      expect(response.status, what).toBeGreaterThanOrEqual(400);
    }
    expect((await storedOf(quiet.botId)) === before).toBe(true);
  });

  it.each([
    ["half a character", [0xff, 0xfe, 0x41]],
    ["a picture called Markdown", [0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa]],
  ])("that no encoding fits fails by name and answers nothing: %s", async (_, bytes) => {
    const response = await upload(form([["file", file(new Uint8Array(bytes), "x.md")]]));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: "failed", live_version: null, problem: { code: "garbled" } });
  });

  it("is taken with its fields", async () => {
    const response = await upload(
      form([
        ["file", file("# Boats\n\nA boat floats.")],
        ["document_id", "boat.md"],
        ["title", "Boats"],
        ["url", "https://x.example/boats"],
        ["metadata", '{"a":1,"__proto__":"x"}'],
      ]),
    );
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('"metadata":{"a":1,"__proto__":"x"}');
  });
});
