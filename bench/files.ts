/** What files cost: a long PDF, and bombs, as the runtime's processor time and memory beside an idle server. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { makePdf, makeWithStream } from "../reader/test/make-pdf.ts";
import { makeZip } from "../reader/test/make-zip.ts";
import { createApi } from "../scripts/serve/api.ts";
import { spawnServer } from "../scripts/serve/spawn-server.ts";
import { peakMemory, processorTime, runtimeOf } from "./process.ts";

const PAGES = 352;
const LINES = 42;
const ROUNDS = 5;

/** One section, as Markdown. */
export async function benchFiles(): Promise<string> {
  const state = mkdtempSync(join(tmpdir(), "vegarag-bench-"));
  const server = await spawnServer(["--port", "0", "--no-demo", "--state", state]);
  try {
    const { url, operator_key } = server.ready;
    const api = createApi(url);
    const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", operator_key, { name: "Bench" });
    const { secret_key } = await api<{ secret_key: string }>("POST", "/v1/bots", account_key, { name: "Bench" });
    const runtime = runtimeOf(server.process.pid!);
    const send = async (bytes: Uint8Array<ArrayBuffer>, name: string): Promise<number> => {
      const body = new FormData();
      body.set("file", new File([bytes], name));
      const headers = { authorization: `Bearer ${secret_key}` };
      // An id of its own each time: the same bytes again would cost nothing.
      const response = await fetch(`${url}/v1/documents?wait=true`, { method: "POST", headers, body });
      await response.text();
      return response.status;
    };
    const measure = async (bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Row> => {
      const times: { ms: number; cpu: number; memory: number }[] = [];
      let status = 0;
      for (let round = 0; round < ROUNDS; round++) {
        // Linux forgets the highest mark at this word.
        writeFileSync(`/proc/${runtime}/clear_refs`, "5");
        const [cpu, memory, started] = [processorTime(runtime), peakMemory(runtime), performance.now()];
        status = await send(bytes, name);
        const ms = performance.now() - started;
        times.push({ ms, cpu: processorTime(runtime) - cpu, memory: peakMemory(runtime) - memory });
      }
      const median = (of: "ms" | "cpu" | "memory"): number =>
        times.map((time) => time[of]).toSorted((a, b) => a - b)[ROUNDS >> 1]!;
      return { status, ms: median("ms"), cpu: median("cpu"), memory: median("memory"), bytes: bytes.length };
    };
    const rows: string[] = [];
    for (const [name, file, bytes] of await filesOf()) {
      const { status, ms, cpu, memory, bytes: size } = await measure(bytes, file);
      rows.push(
        `| ${name} | ${(size / 1024).toFixed(0)} | ${status} | ${ms.toFixed(0)} | ${cpu.toFixed(0)} | ${memory.toFixed(0)} |`,
      );
      console.error(`  ${name}`);
    }
    return [
      `Sent to \`POST /v1/documents?wait=true\` of a server as \`npm start\` runs it, medians of ${ROUNDS}: until the answer, processor time of the whole runtime meanwhile, and the most memory it had above what it had before. What is read is also cut and indexed in these times.`,
      "",
      "| | KB | answer | ms | processor ms | MB |",
      "|---|---|---|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  } finally {
    await server.stop();
    rmSync(state, { recursive: true, force: true });
  }
}

interface Row {
  status: number;
  ms: number;
  cpu: number;
  memory: number;
  bytes: number;
}

async function filesOf(): Promise<[name: string, file: string, bytes: Uint8Array<ArrayBuffer>][]> {
  const text = "0".repeat(50 * 1000 * 1000);
  const megabytes = (n: number): Uint8Array<ArrayBuffer> => new Uint8Array(n * 1024 * 1024);
  return [
    [`a PDF of ${PAGES} pages`, "book.pdf", book()],
    [
      "a PDF with a stream that inflates to 200 MB",
      "bomb.pdf",
      makeWithStream(new Uint8Array(deflateSync(megabytes(200)))),
    ],
    ["a DOCX with 50 MB of XML", "bomb.docx", await makeZip({ "word/document.xml": text })],
    ["an XLSX with 50 MB of XML", "bomb.xlsx", await makeZip({ "xl/worksheets/sheet1.xml": text })],
  ];
}

function book(): Uint8Array<ArrayBuffer> {
  const words =
    "the keeper of a lighthouse writes down when each ship passes and how far the light was seen that night".split(" ");
  const lineOf = (page: number, line: number): string =>
    Array.from({ length: 13 }, (_, at) => words[(page * 7 + line * 3 + at * 5) % words.length]).join(" ");
  return makePdf(
    Array.from({ length: PAGES }, (_, page) => ({
      lines: Array.from({ length: LINES }, (_, line) => ({
        size: 10,
        text: `${lineOf(page, line)} ${page * LINES + line}`,
      })),
    })),
  );
}
