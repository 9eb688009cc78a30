import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { sendProblem, startFakeBot, type FakeBot } from "./fake-bot.ts";
import { parseOptions, UsageError } from "./options.ts";
import { runIngest, type IngestResult } from "./run.ts";

let bot: FakeBot;
let folder: string;
let slept: number[];
let printed: string;

beforeEach(async () => {
  bot = await startFakeBot();
  folder = await mkdtemp(join(tmpdir(), "ingest-"));
});
afterEach(async () => {
  await bot.close();
  await rm(folder, { recursive: true });
});

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function ingest(...extra: string[]): Promise<IngestResult> {
  const options = parseOptions(["--url", bot.url, "--key", bot.key, ...extra, folder], {});
  slept = [];
  printed = "";
  let clock = 0;
  bot.log.length = 0;
  return runIngest(options, {
    output: { isTTY: false, write: (text) => void (printed += text) },
    signal: new AbortController().signal,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      clock += milliseconds;
    },
    random: () => 0,
    now: () => clock,
    today: () => Date.parse("2026-06-15"),
  });
}

const changes = () => bot.log.filter((line) => !line.startsWith("GET"));

describe("what is sent", () => {
  it("sends every kind of page with its id, type and URL, and waits until all are ready", async () => {
    await write({
      "index.md": "# Home",
      "docs/a b.md": "# A",
      "docs/index.html": "<h1>Docs</h1>",
      "docs/x.htm": "<p>x",
      "docs/y.mdx": "y",
      "notes.txt": "notes",
      "über/100%.markdown": "u",
      "logo.png": "no",
      ".hidden/a.md": "no",
      "node_modules/p/readme.md": "no",
    });
    const result = await ingest("--base-url", "https://example.com/site");
    expect(result).toEqual({ sent: 7, removed: 0, unchanged: 0, failures: [] });
    expect(bot.complaints).toEqual([]);
    const sent = [...bot.documents.values()].map((row) => [row.document_id, row.url, row.status]);
    expect(sent.sort()).toEqual([
      ["%C3%BCber/100%25.markdown", "https://example.com/site/%C3%BCber/100%25", "ready"],
      ["docs/a%20b.md", "https://example.com/site/docs/a%20b", "ready"],
      ["docs/index.html", "https://example.com/site/docs/", "ready"],
      ["docs/x.htm", "https://example.com/site/docs/x", "ready"],
      ["docs/y.mdx", "https://example.com/site/docs/y", "ready"],
      ["index.md", "https://example.com/site/", "ready"],
      ["notes.txt", "https://example.com/site/notes.txt", "ready"],
    ]);
    expect(printed).toContain("ready 7/7");
  });

  it("sends nothing the second time and says so", async () => {
    await write({ "a.md": "a", "b.md": "b", "c.md": "c", "d.md": "d" });
    await ingest();
    expect(await ingest()).toEqual({ sent: 0, removed: 0, unchanged: 4, failures: [] });
    expect(changes()).toEqual([]);
    expect(printed).toContain("Nothing changed: 4 document(s) are up to date");
  });

  it("sends what changed, also where only the URL did, and removes what is gone", async () => {
    await write({ "a.md": "a", "b.md": "b", "c.md": "c" });
    await ingest();
    await write({ "b.md": "b2", "sub/d.md": "d" });
    await rm(join(folder, "c.md"));
    expect(await ingest()).toMatchObject({ sent: 2, removed: 1, unchanged: 1, failures: [] });
    expect(changes().sort()).toEqual([
      "DELETE /v1/documents/c.md",
      "PUT /v1/documents/b.md",
      "PUT /v1/documents/sub%2Fd.md",
    ]);
    expect(await ingest("--base-url", "https://example.com")).toMatchObject({ sent: 3 });
  });

  it("does nothing in a dry run but says what it would do", async () => {
    await write({ "a.md": "a" });
    await ingest("--dry-run");
    expect(changes()).toEqual([]);
    expect(printed).toContain("would send a.md: new");
  });

  it("says in a dry run what would be sent, removed and left out, and why", async () => {
    await write({ "a.md": "a", "b.md": "b", "c d.md": "c", "e.md": "e", "f.md": "f" });
    await ingest();
    await write({
      "a.md": "a2",
      "c d.md": "---\ndraft: true\n---\nNot yet.",
      "new.md": "n",
      "old/x.md": "x",
      ".vegaragignore": "# not these\nold/\n*.txt\n",
      "notes.txt": "n",
    });
    await rm(join(folder, "b.md"));
    await writeFile(join(folder, "e.md"), "x".repeat(4 * 1024 * 1024 + 1));
    await ingest("--dry-run", "--ignore", "f.*");
    expect(changes()).toEqual([]);
    const said = printed.trim().split("\n");
    expect(said).toEqual([
      "left out: c d.md (draft: true)",
      "left out: f.md (ignored by f.*)",
      "left out: notes.txt (ignored by *.txt)",
      "left out: old/ (ignored by old/)",
      "would send a.md: changed",
      "would send new.md: new",
      "would remove b.md: its file is gone",
      "would remove c%20d.md: draft: true",
      "would remove f.md: ignored by f.*",
      "cannot read e.md: is 4.0 MB, such a document can have 4 MB; its document stays as it is",
      "2 to send, 3 to remove, 0 unchanged, 4 left out. Nothing was done.",
    ]);
  });

  it("takes what is no page for visitors out of the bot, and tells why", async () => {
    await write({ "a.md": "a", "b.md": "b" });
    await ingest();
    await write({ "b.md": "---\npublished: false\n---\nb" });
    expect(await ingest()).toMatchObject({ removed: 1, failures: [] });
    expect(printed).toContain("left out: b.md (published: false)");
  });

  it("reads every encoding that can be told, and sends what it says", async () => {
    const files: [string, Buffer][] = [
      ["utf16.md", Buffer.from("\uFEFFFähre nach Föhr", "utf16le")],
      ["latin1.txt", Buffer.from("Die Fähre fährt täglich nach Föhr, außer am Montag.", "latin1")],
      ["meta.html", Buffer.from("<meta charset=windows-1252><p>Die Fähre fährt</p>", "latin1")],
    ];
    for (const [path, bytes] of files) await writeFile(join(folder, path), bytes);
    expect(await ingest()).toMatchObject({ sent: 3, failures: [] });
    for (const [path] of files) expect(bot.documents.get(path)!.content).toContain("Fähre");
  });

  it("knows what an older version sent, whatever the name of the folder", async () => {
    await write({ "a.md": "a" });
    await ingest("--prefix", "team");
    // As the bot's database tells it after the move out of the metadata.
    const row = bot.documents.get("team/a.md")!;
    expect(row.source_id).toBe("ingest:team");
    expect(await ingest("--prefix", "team")).toMatchObject({ unchanged: 1, failures: [] });
  });

  it("follows no link out of the folder", async () => {
    const outside = await mkdtemp(join(tmpdir(), "outside-"));
    await writeFile(join(outside, "secret.md"), "secret");
    await write({ "a.md": "a" });
    await symlink(join(outside, "secret.md"), join(folder, "link.md"));
    await symlink(outside, join(folder, "linked"));
    await symlink(join(folder, "a.md"), join(folder, "same.md"));
    await ingest();
    expect([...bot.documents.keys()].sort()).toEqual(["a.md", "same.md"]);
    await rm(outside, { recursive: true });
  });
});

describe("what is never removed", () => {
  it("keeps documents that something else put there, and does not overwrite them", async () => {
    const foreign = { status: "ready" as const, version: 1, title: "x", url: null, content: "mine" };
    bot.documents.set("a.md", { ...foreign, document_id: "a.md", source_id: null, sent_hash: null });
    bot.documents.set("z.md", { ...foreign, document_id: "z.md", source_id: "ingest:another", sent_hash: "x" });
    await write({ "a.md": "other", "b.md": "b" });
    const result = await ingest();
    expect(result.failures).toEqual([{ path: "a.md", reason: expect.stringContaining("--prefix") }]);
    expect(bot.documents.get("a.md")!.content).toBe("mine");
    expect(bot.documents.has("z.md")).toBe(true);
    expect(await ingest("--prefix", "team")).toMatchObject({ sent: 2, failures: [] });
    expect(bot.documents.has("team/a.md")).toBe(true);
  });

  it("removes everything only when told to", async () => {
    await write({ "a.md": "a", "b.md": "b" });
    await ingest();
    await rm(join(folder, "a.md"));
    await rm(join(folder, "b.md"));
    const kept = await ingest();
    expect(changes()).toEqual([]);
    expect(kept.failures[0]!.reason).toContain("--prune-all");
    expect(await ingest("--prune-all")).toMatchObject({ removed: 2, failures: [] });
    expect(bot.documents.size).toBe(0);
  });

  it("keeps the document of a file that could not be read, and that one alone", async () => {
    await write({ "a.md": "a", "b.md": "b", "c.md": "c" });
    await ingest();
    await rm(join(folder, "a.md"));
    await writeFile(join(folder, "b.md"), Buffer.from([0x61, 0xff, 0xfe]));
    const result = await ingest();
    expect(result.failures).toEqual([{ path: "b.md", reason: expect.stringContaining("UTF-8") }]);
    expect([...bot.documents.keys()].sort()).toEqual(["b.md", "c.md"]);
    expect(bot.documents.get("b.md")!.content).toBe("b");
    await rm(join(folder, "c.md"));
    await symlink(join(folder, "nowhere.md"), join(folder, "c.md"));
    await writeFile(join(folder, "b.md"), "x".repeat(4 * 1024 * 1024 + 1));
    expect((await ingest()).failures.map(({ path }) => path)).toEqual(["b.md", "c.md"]);
    expect([...bot.documents.keys()].sort()).toEqual(["b.md", "c.md"]);
  });

  it.skipIf(process.getuid?.() === 0)(
    "removes nothing where a folder could not be listed (needs a user other than root)",
    async () => {
      await write({ "a.md": "a", "sub/b.md": "b" });
      await ingest();
      await chmod(join(folder, "sub"), 0);
      await ingest();
      await chmod(join(folder, "sub"), 0o700);
      expect([...bot.documents.keys()].sort()).toEqual(["a.md", "sub/b.md"]);
    },
  );

  it("stops before anything where the list cannot be had or is not understood", async () => {
    await write({ "a.md": "a", "b.md": "b" });
    await ingest();
    await rm(join(folder, "a.md"));
    bot.intercept = (request, response) => {
      if (request.method !== "GET") return false;
      response.writeHead(200, { "content-type": "application/json" }).end('{"documents":[]}');
      return true;
    };
    await expect(ingest()).rejects.toThrow("unexpected shape");
    bot.intercept = (_request, response) => {
      sendProblem(response, 401, "unauthenticated", "A valid key is needed.");
      return true;
    };
    await expect(ingest()).rejects.toThrow("A valid key is needed.");
    expect(changes()).toEqual([]);
  });
});

describe("trouble on the way", () => {
  it("retries a busy server as late as it asks, and resets, without sending anything twice", async () => {
    await write({ "a.md": "a" });
    let puts = 0;
    bot.intercept = (request, response) => {
      if (request.method !== "PUT" || ++puts > 3) return false;
      if (puts === 1) sendProblem(response, 429, "rate-limited", "Slow down.", { retry_after: 7 });
      else if (puts === 2) response.writeHead(503, { "retry-after": "9" }).end();
      else request.socket.destroy();
      return true;
    };
    expect(await ingest()).toMatchObject({ sent: 1, failures: [] });
    expect(slept.slice(0, 3)).toEqual([7_000, 9_000, 1_000]);
    expect(bot.documents.get("a.md")!.version).toBe(1);
  });

  it("does not wait for a spent budget", async () => {
    await write({ "a.md": "a" });
    bot.intercept = (request, response) => {
      if (request.method !== "PUT") return false;
      sendProblem(response, 429, "budget-exhausted", "The budget is spent.", { retry_after: 9_999 });
      return true;
    };
    expect((await ingest()).failures).toEqual([{ path: "a.md", reason: "The budget is spent." }]);
    expect(slept).toEqual([]);
  });

  it("names the files that failed and why, and goes on with the others", async () => {
    await write({
      "bad.md": "CANNOT BE INDEXED",
      "good.md": "good",
      "huge.txt": "x".repeat(4 * 1024 * 1024 + 1),
      "void.md": " \n",
      "moved.md": "---\nredirect: /a\n---\n",
      "app.html": "<script>run()</script>",
    });
    const result = await ingest();
    expect(result.sent).toBe(2);
    expect(result.failures).toEqual([
      { path: "huge.txt", reason: expect.stringContaining("4 MB") },
      { path: "bad.md", reason: "There is no text in it." },
    ]);
    expect(printed).toContain("failed: bad.md: There is no text in it.");
    for (const path of ["void.md", "moved.md", "app.html"]) expect(printed).toContain(`left out: ${path} (no text)`);
  });

  it("tries a document that failed once more", async () => {
    await write({ "bad.md": "CANNOT BE INDEXED", "good.md": "good" });
    await ingest();
    expect((await ingest()).sent).toBe(1);
    expect(changes()).toEqual(["PUT /v1/documents/bad.md"]);
  });

  it("stops waiting for an index that does not move", async () => {
    await write({ "a.md": "a" });
    let lists = 0;
    bot.intercept = (request) => {
      if (request.method === "GET" && ++lists > 1) bot.documents.get("a.md")!.status = "queued";
      return false;
    };
    const result = await ingest("--patience", "5");
    expect(result.failures[0]!.reason).toContain("still not indexed after 5 s");
  });
});

describe("the command", () => {
  it.each([
    [["--key", "vrs_x", "."], "--url"],
    [["--url", "http://h", "."], "--key"],
    [["--url", "http://h", "--key", "vrp_x", "."], "vrs_"],
    [["--url", "ftp://h", "--key", "vrs_x", "."], "http://"],
    [["--url", "http://h", "--key", "vrs_x"], "folder"],
    [["--url", "http://h", "--key", "vrs_x", "--concurrency", "0", "."], "--concurrency"],
    [["--url", "http://h", "--key", "vrs_x", "--url-style", "x", "."], "--url-style"],
    [["--url", "http://h", "--key", "vrs_x", "--prefix", "../a", "."], "--prefix"],
    [["--url", "http://h", "--key", "vrs_x", "--nonsense", "."], "nonsense"],
  ])("refuses %j and names what is wrong", (argv, word) => {
    expect(() => parseOptions(argv, {})).toThrow(UsageError);
    expect(() => parseOptions(argv, {})).toThrow(word);
  });

  function start(...argv: string[]) {
    const script = fileURLToPath(new URL("../ingest.ts", import.meta.url));
    const child = spawn(process.execPath, [script, ...argv], { env: { ...process.env, VEGARAG_KEY: bot.key } });
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
      child.on("close", (code) => resolve({ code, output })),
    );
    return { child, ended };
  }

  it("exits with 0 when all went well, 1 when a file failed, 2 for a wrong command line", async () => {
    await write({ "a.md": "a" });
    expect(await start("--url", bot.url, folder).ended).toMatchObject({ code: 0 });
    await write({ "bad.md": "CANNOT BE INDEXED" });
    const failed = await start("--url", bot.url, folder).ended;
    expect(failed.code).toBe(1);
    expect(failed.output).toContain("bad.md: There is no text in it.");
    expect(failed.output).not.toContain(bot.key);
    expect(await start(folder).ended).toMatchObject({ code: 2 });
  });

  it("stops at Ctrl-C without removing anything", async () => {
    await write({ "a.md": "a", "b.md": "b" });
    await ingest();
    await write({ "b.md": "b2" });
    await rm(join(folder, "a.md"));
    const { child, ended } = start("--url", bot.url, folder);
    bot.intercept = (request) => {
      if (request.method !== "PUT") return false;
      // The request stays open: only the signal ends it.
      child.kill("SIGINT");
      return true;
    };
    expect(await ended).toMatchObject({ code: 130, output: expect.stringContaining("Stopped.") });
    expect([...bot.documents.keys()].sort()).toEqual(["a.md", "b.md"]);
  });
});
