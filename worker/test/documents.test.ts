/** What owners may store: the limits of every store hold when a document is sent, not when its vectors are made. */

import { beforeAll, describe, expect, it } from "vitest";
import { call, createTenant, get, getProblem, putDocument, type Tenant } from "./harness.ts";

describe("a document's metadata", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await createTenant("Metadata");
  });

  function send(metadata: unknown, more: Record<string, unknown> = {}, id = "d") {
    const body = { content: "The lighthouse keeper sleeps.", content_type: "text/plain", metadata, ...more };
    return {
      path: `/v1/documents/${encodeURIComponent(id)}?wait=true`,
      options: { method: "PUT", key: tenant.secretKey, body },
    };
  }

  it.each([
    ["null", { a: null }],
    ["nested", { a: { b: 1 } }],
    ["a list of numbers", { a: [1] }],
    ["a reserved name", { $a: "x" }],
    ["too large", { a: "x".repeat(40_000) }],
  ])("that no index could hold is refused: %s", async (_, metadata) => {
    const { path, options } = send(metadata);
    const problem = await getProblem(path, options);
    expect([problem.slug, problem.issues?.[0]?.path]).toEqual(["invalid-request", expect.stringMatching(/^metadata/)]);
  });

  it("is measured with the id and the url beside it", async () => {
    const metadata = { a: "x".repeat(37_000) };
    expect(await get(send(metadata).path, send(metadata).options)).toMatchObject({ status: "ready" });
    const long = send(metadata, { url: `https://x.test/${"ü".repeat(1_000)}` }, "long");
    expect((await getProblem(long.path, long.options)).slug).toBe("invalid-request");
    expect((await call("/v1/documents/long", { key: tenant.secretKey })).status).toBe(404);
  });
});

describe("a bot's documents, beside another's of the same ids", () => {
  let mine: Tenant;
  let other: Tenant;
  const ids = ["a", "b", "c", "d", "e"];

  beforeAll(async () => {
    mine = await createTenant("Mine");
    other = await createTenant("Other");
    for (const tenant of [mine, other]) {
      for (const id of ids) {
        await putDocument(
          tenant,
          id,
          `# Page ${id}\n\nThe keeper says ${tenant.canary}.\n\n## Below\n\nMore of ${id}.`,
          {
            source_id: id < "c" ? "ingest:docs" : "ingest:blog",
            sent_hash: `hash-${id}`,
          },
        );
      }
    }
  });

  const list = async (query: string, key = mine.secretKey) =>
    get<{ data: { document_id: string }[]; next_cursor: string | null }>(`/v1/documents?${query}`, { key });
  const idsOf = async (query: string) => (await list(query)).data.map((row) => row.document_id);

  it("are filtered by state, source and words", async () => {
    expect(await idsOf("source_id=ingest:docs")).toEqual(["a", "b"]);
    expect(await idsOf("status=ready&query=PAGE%20C")).toEqual(["c"]);
    expect(await idsOf("status=failed")).toEqual([]);
    expect(await idsOf("query=mine.example/d")).toEqual(["d"]);
    // No pattern: these are words like any other.
    expect(await idsOf("query=%25")).toEqual([]);
  });

  it.each(["document_id", "created_at", "updated_at"])("are sorted by %s, either way, page by page", async (field) => {
    for (const [sort, expected] of [
      [field, ids],
      [`-${field}`, ids.toReversed()],
    ] as const) {
      const seen: string[] = [];
      let cursor = "";
      do {
        const page = await list(`limit=2&sort=${sort}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
        seen.push(...page.data.map((row) => row.document_id));
        cursor = page.next_cursor ?? "";
      } while (cursor !== "");
      // Some may be of the same millisecond: then their ids decide, in the same direction.
      expect(seen).toEqual(expected);
    }
  });

  it.each(["sort=title", "status=gone", "query=", "unknown=1", "bot_id=x", "sort=document_id&sort2=x"])(
    "refuse what a list does not know: %s",
    async (query) => {
      expect((await getProblem(`/v1/documents?${query}`, { key: mine.secretKey })).slug).toBe("invalid-request");
    },
  );

  it("show what was read, as text and as chunks", async () => {
    const content = await get(`/v1/documents/a/content`, { key: mine.secretKey });
    expect(content).toMatchObject({ document_id: "a", live_version: 1, title: "Page a" });
    expect(content["text"]).toBe(`The keeper says ${mine.canary}.\n\n## Below\n\nMore of a.`);
    const chunks = await get<{ data: { text: string; ordinal: number }[] }>(`/v1/documents/a/chunks`, {
      key: mine.secretKey,
    });
    expect(chunks.data.map(({ ordinal }) => ordinal)).toEqual([0]);
    expect(chunks.data[0]!.text).toContain(mine.canary);
    expect(JSON.stringify([content, chunks])).not.toContain(other.canary);
    expect((await getProblem("/v1/documents/none/content", { key: mine.secretKey })).slug).toBe("not-found");
    expect((await getProblem("/v1/documents/none/chunks", { key: mine.secretKey })).slug).toBe("not-found");
    expect((await getProblem("/v1/documents/a/chunks?cursor=x", { key: mine.secretKey })).slug).toBe("invalid-request");
  });

  it("tell where they came from, which costs nothing to change", async () => {
    const before = await get("/v1/documents/e", { key: mine.secretKey });
    expect(before).toMatchObject({ source_id: "ingest:blog", sent_hash: "hash-e", warnings: [] });
    const content = `# Page e\n\nThe keeper says ${mine.canary}.\n\n## Below\n\nMore of e.`;
    const after = await putDocument(mine, "e", content, { source_id: "ingest:blog", sent_hash: "other" });
    expect(after).toMatchObject({ version: before["version"], sent_hash: "other", status: "ready" });
  });

  it("go many at once, and the other's stay", async () => {
    const body = { document_ids: ["a", "b", "b", "none"] };
    expect(await get("/v1/documents/delete", { key: mine.secretKey, body })).toEqual({
      deleted: ["a", "b"],
      not_found: ["none"],
    });
    expect(await idsOf("")).toEqual(["c", "d", "e"]);
    expect((await list("", other.secretKey)).data.map((row) => row.document_id)).toEqual(ids);
    const many = { document_ids: Array.from({ length: 1_001 }, (_, at) => `d${at}`) };
    for (const wrong of [{}, { document_ids: [] }, many]) {
      expect((await getProblem("/v1/documents/delete", { key: mine.secretKey, body: wrong })).slug).toBe(
        "invalid-request",
      );
    }
  });
});

describe("a document that cannot be read", () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await createTenant("Unread");
  });

  it("fails by name, and never takes the place of one that answers", async () => {
    await putDocument(tenant, "d", "The lighthouse keeper sleeps at noon.");
    expect(await putDocument(tenant, "d", "   \n")).toMatchObject({
      status: "failed",
      version: 2,
      live_version: 1,
      problem: { code: "blank" },
    });
    expect((await get("/v1/documents/d/content", { key: tenant.secretKey }))["text"]).toContain("sleeps at noon");
  });

  it("is garbled where no encoding fits", async () => {
    const form = new FormData();
    const noise = Uint8Array.from({ length: 2_000 }, (_, at) => (at * 7_919) % 251);
    form.set("file", new File([noise], "noise.txt", { type: "text/plain" }));
    expect(await get("/v1/documents?wait=true", { key: tenant.secretKey, body: form })).toMatchObject({
      status: "failed",
      live_version: null,
      problem: { code: "garbled" },
    });
  });

  it("is refused at once where that can be known", async () => {
    const send = (content_type: string, content: string) =>
      getProblem("/v1/documents", { key: tenant.secretKey, body: { content_type, content } });
    expect((await send("image/png", "x")).slug).toBe("unsupported-media-type");
    expect((await send("text/plain", "x".repeat(4 * 1024 * 1024 + 1))).slug).toBe("payload-too-large");
  });

  it("is not one of two, nor of two ids, nor waited for by another word", async () => {
    const key = tenant.secretKey;
    const form = new FormData();
    for (const name of ["one.txt", "two.txt"]) form.append("file", new File([name], name, { type: "text/plain" }));
    const body = { content_type: "text/plain", content: "x", document_id: "b" };
    const put = { method: "PUT", key, body };
    const fields = [
      await getProblem("/v1/documents", { key, body: form }),
      await getProblem("/v1/documents/a", put),
      await getProblem("/v1/documents/b?wait=maybe", put),
    ].map(({ slug, issues }) => [slug, issues?.[0]?.path]);
    expect(fields).toEqual(["file", "document_id", "wait"].map((path) => ["invalid-request", path]));
    expect((await call("/v1/documents/b?wait=true", put)).status).toBe(200);
  });
});
