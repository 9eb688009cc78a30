/** Paths, queries and headers that nobody should send, and files that are none. */

import { exports } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../routes/table.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { ask, call, get, mintToken, ORIGIN } from "./harness.ts";
import { CONVERSATION, createFurnished, type Furnished, VISITOR } from "./principals.ts";
import { expectSound } from "./sound.ts";
import { runAlarms, storedInObjects } from "./stored.ts";

let bot: Furnished;
let other: Furnished;

beforeAll(async () => {
  [bot, other] = await Promise.all([createFurnished("Hostile"), createFurnished("Calm")]);
});

afterEach(async () => {
  for (const each of [bot, other]) {
    const answer = await ask(each, "What is the secret code word of the lighthouse?", { visitor: "normal" });
    expect(answer.text).toContain(each.canary);
    await get(`/v1/conversations/${CONVERSATION}`, { key: each.secretKey });
  }
});

const NASTY_SEGMENTS = [
  "%00",
  "a%00b",
  "..",
  "%2e%2e",
  "%2e",
  "..%2f..%2f",
  "%2f",
  "%2F%2F",
  "a%2Fb",
  "%5c..%5c",
  "%",
  "%%",
  "%zz",
  "%e0%a4%a",
  "%ff%fe",
  "%ed%a0%80",
  "%c0%ae",
  "%f0%9f%98%80",
  "%20",
  "+",
  "a+b",
  ";",
  "a;b=c",
  ",",
  "'",
  "%22",
  "%3c%73cript%3e",
  "%27%20OR%201=1--",
  "%25",
  "%2525",
  "%252e%252e",
  "*",
  ":bot_id",
  "{id}",
  "$",
  "~",
  "@",
  "&",
  "=",
  "|",
  "^",
  "`",
  "[]",
  "[0]",
  "null",
  "undefined",
  "NaN",
  "true",
  "0",
  "-1",
  "1e999",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "__defineGetter__",
  "%0d%0aset-cookie:x=y",
  "%0a",
  "%09",
  "%7f",
  "%c2%85",
  "%e2%80%ae",
  "%ef%bb%bf",
  "%e2%80%8b",
  "%cc%81",
  "é",
  "😀",
  "漢字",
  "x".repeat(128),
  "x".repeat(129),
  "x".repeat(513),
  "x".repeat(10_240),
  "%61".repeat(3_000),
];

const withParameters = ROUTES.filter(
  ({ path, kind, method }) => path.includes("/:") && kind !== "public" && method !== "PUT",
);

describe.each(withParameters.map((route) => [nameOf(route), route] as const))("%s", (name, route) => {
  it("takes any path as one that leads nowhere", async () => {
    const { body } = EXAMPLES[name]!(bot);
    const key = route.kind === "account" ? bot.accountKey : bot.secretKey;
    for (const segment of NASTY_SEGMENTS) {
      let path = route.path.replaceAll(/:\w+/g, () => segment);
      if (/^\/v1\/chat/.test(path)) path += `?visitor_id=${VISITOR}`;
      const response = await call(path, { method: route.method, key, ...(body === undefined ? {} : { body }) });
      const text = await expectSound(response, `${name} ${segment}`);
      // Steps and slashes may lead to another path of the API, never to somebody else.
      expect(text, segment).not.toContain(other.canary);
      if (!/^(\.|%2e)/i.test(segment) && response.status < 400) expect([200, 204], segment).toContain(response.status);
      expect(response.headers.get("set-cookie"), segment).toBeNull();
    }
  });
});

describe("an id of any characters", () => {
  it("names its own document and no other, there and back", async () => {
    const ids = [
      "a b",
      "a%20b",
      "a+b",
      "a/b",
      "a%2Fb",
      "../up",
      "a?b=c",
      "a#b",
      "%",
      "%25",
      "%zz",
      "é",
      "e\u0301",
      "😀",
      "A",
      "a",
      "'; DROP TABLE documents; --",
      '"',
      "\\",
      "*",
      "a:1:0",
      "a:1",
      "null",
      "__proto__",
      "constructor",
      "x".repeat(512),
      "漢".repeat(512),
      "\u202etxt",
      "\u200b",
      "...",
      "a\u00a0",
      " a",
      "a ",
    ];
    for (const [at, id] of ids.entries()) {
      const path = `/v1/documents/${encodeURIComponent(id)}`;
      const body = { content: `The number of this page is number${at}.`, content_type: "text/plain" };
      const put = await call(`${path}?wait=true`, { method: "PUT", key: bot.secretKey, body });
      expect(put.status, `${id.slice(0, 40)} ${await put.clone().text()}`).toBe(200);
      expect(await put.json()).toMatchObject({ document_id: id, status: "ready" });
    }
    for (const [at, id] of ids.entries()) {
      expect(await get(`/v1/documents/${encodeURIComponent(id)}`, { key: bot.secretKey })).toMatchObject({
        document_id: id,
        version: 1,
      });
      const { matches } = await get<{ matches: { document_id: string; text: string }[] }>("/v1/search", {
        key: bot.secretKey,
        body: { query: `number of this page number${at}`, filter: { document_id: id } },
      });
      expect(matches.map(({ document_id, text }) => [document_id, text])).toEqual([
        [id, `The number of this page is number${at}.`],
      ]);
    }
    const listed: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: { data: { document_id: string }[]; next_cursor: string | null } = await get(
        `/v1/documents?limit=5${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
        { key: bot.secretKey },
      );
      listed.push(...page.data.map(({ document_id }) => document_id));
      cursor = page.next_cursor;
    }
    expect(listed.filter((id) => id !== "guide.md").sort()).toEqual(ids.toSorted());
    for (const id of ids)
      expect(
        (await call(`/v1/documents/${encodeURIComponent(id)}`, { method: "DELETE", key: bot.secretKey })).status,
      ).toBe(204);
    expect(await get("/v1/documents", { key: bot.secretKey })).toMatchObject({ data: [{ document_id: "guide.md" }] });
  });

  it("is refused where it could not be asked for again, or stored", async () => {
    const document = { content: "x", content_type: "text/plain" };
    for (const document_id of ["", ".", "..", "a\0b", "\n", "\x7f", "\ud800", "x".repeat(513), 7, null, ["a"]])
      expect(
        (await call("/v1/documents", { key: bot.secretKey, body: { ...document, document_id } })).status,
        JSON.stringify(document_id),
      ).toBe(400);
    for (const visitor_id of ["", ".", "..", "\ud800", "x".repeat(129), 7, null, ["a"]])
      expect(
        (await call("/v1/embed-tokens", { key: bot.secretKey, body: { visitor_id } })).status,
        JSON.stringify(visitor_id),
      ).toBe(400);
    for (const id of ["", ".", "..", "a b", "a/b", "é", "a\n", "x".repeat(129), 7, null])
      expect(
        (
          await call("/v1/chat", {
            key: bot.token,
            body: { id, message: { id: "m", role: "user", parts: [{ type: "text", text: "Hi" }] } },
          })
        ).status,
        JSON.stringify(id),
      ).toBe(400);
  });
});

describe("a query", () => {
  it("of any values is taken or refused", async () => {
    const values = [
      "",
      "0",
      "-1",
      "1",
      "101",
      "1e2",
      "1.5",
      "NaN",
      "Infinity",
      "0x10",
      "%00",
      "%ff",
      "null",
      "[]",
      "99999999999999999999",
      "x".repeat(2_000),
      "%27%20OR%201=1--",
      "1&limit=5",
      "9007199254740993.1",
      "1.1",
      "-1.-1",
      "1.1.1",
      "%F0%9F%98%80",
    ];
    for (const path of [
      "/v1/documents",
      "/v1/conversations",
      "/v1/insights",
      "/v1/usage",
      "/v1/bots",
      `/v1/visitors/${VISITOR}/export`,
      `/v1/conversations/${CONVERSATION}`,
      `/v1/chat/${CONVERSATION}`,
    ]) {
      for (const name of ["limit", "cursor", "days", "kind", "visitor_id", "wait", "answer", "__proto__"]) {
        for (const value of values) {
          const response = await call(`${path}?${name}=${value}`, {
            key: path === "/v1/bots" ? bot.accountKey : bot.secretKey,
          });
          expect(await expectSound(response, `${path}?${name}=${value}`)).not.toContain(other.canary);
        }
      }
    }
  });
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
  const upload = (body: FormData | Uint8Array | string, type?: string): Promise<Response> =>
    call("/v1/documents?wait=true", {
      key: bot.secretKey,
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

  it("that is broken, too large, binary or missing is refused, and nothing of it is kept", async () => {
    // Vectors of the file above may still be on their way.
    await runAlarms();
    const before = await storedInObjects();
    const boundary = "multipart/form-data; boundary=x";
    const cases: [string, Promise<Response>][] = [
      ["no file", upload(form([["title", "x"]]))],
      ["a text for a file", upload(form([["file", "x"]]))],
      ["not UTF-8", upload(form([["file", file(new Uint8Array([0xff, 0xfe, 0x41]))]]))],
      ["another type", upload(form([["file", file("x", "x.exe", "application/x-msdownload")]]))],
      [
        "a picture called Markdown",
        upload(form([["file", file(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa]), "x.md")]])),
      ],
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
    expect((await storedInObjects()) === before).toBe(true);
  });
});
