/** A question while another owner of the same machine feeds eight documents of 4 MB, beside the same alone. */

const DOCUMENTS = 8;
const BYTES = 3_900_000;
const ROUNDS = 80;

type Call = <T>(method: string, path: string, key: string, body?: unknown) => Promise<T>;

interface Waits {
  median: number;
  late: number;
}

/** @param keys of the bot that is asked, and of the one that is fed */
export async function benchFeeding(url: string, call: Call, keys: { asked: string; fed: string }): Promise<string> {
  for (let n = 0; n < 20; n++) {
    const content = `# Berth ${n}\n\nBerth ${n} costs ${n + 10} euro a night.`;
    await call("PUT", `/v1/documents/berth-${n}?wait=true`, keys.asked, { content, content_type: "text/markdown" });
  }
  let asked = 0;
  const ask = async (): Promise<number> => {
    const id = asked++;
    const started = performance.now();
    const response = await fetch(`${url}/v1/chat`, {
      method: "POST",
      headers: { authorization: `Bearer ${keys.asked}`, "content-type": "application/json" },
      body: JSON.stringify({
        id: `beside-${id}`,
        visitor_id: `visitor-${id}`,
        message: { id: `m-${id}`, role: "user", parts: [{ type: "text", text: `What does berth ${id % 20} cost?` }] },
      }),
    });
    let first = NaN;
    const decoder = new TextDecoder();
    for await (const bytes of response.body!) {
      if (Number.isNaN(first) && decoder.decode(bytes, { stream: true }).includes("text-delta"))
        first = performance.now() - started;
    }
    if (Number.isNaN(first)) throw new Error("no word came");
    return first;
  };
  const rounds = async (goesOn: (round: number) => boolean): Promise<Waits> => {
    const times: number[] = [];
    for (let round = 0; goesOn(round); round++) times.push(await ask());
    times.sort((a, b) => a - b);
    return { median: times[times.length >> 1]!, late: times[Math.floor(times.length * 0.9)]! };
  };
  await rounds((round) => round < 10);
  const alone = await rounds((round) => round < ROUNDS);
  let feeding = true;
  const fed = Promise.all(
    Array.from({ length: DOCUMENTS }, (_, n) => {
      const body = { content: textOf(n), content_type: "text/markdown" };
      return call("PUT", `/v1/documents/large-${n}?wait=true`, keys.fed, body);
    }),
  ).finally(() => (feeding = false));
  const beside = await rounds(() => feeding);
  await fed;
  const vectors = await rounds((round) => round < ROUNDS);
  const row = (name: string, { median, late }: Waits): string =>
    `| ${name} | ${median.toFixed(1)} | ${late.toFixed(1)} | ${(median / alone.median).toFixed(1)} |`;
  return [
    `A question to its first word, in milliseconds, while another owner feeds ${DOCUMENTS} documents of 4 MB at once:`,
    "",
    "| | median | nine of ten | ratio |",
    "|---|---|---|---|",
    row("alone", alone),
    row("while they are read and taken in", beside),
    row("while their vectors are made", vectors),
    "",
  ].join("\n");
}

const WORDS = "harbour berth night price ship tide crew sail wind rope anchor light tower guide season ticket".split(
  " ",
);

function textOf(seed: number): string {
  let text = "# Large\n\n";
  for (let section = 0; text.length < BYTES; section++) {
    const words = Array.from({ length: 100 }, (_, at) => {
      const drawn = (section * 7_919 + at * 104_729 + seed * 31) % 48_000;
      return WORDS[drawn % 16]! + Math.floor(drawn / 16).toString(36);
    });
    text += `## Section ${section}\n\n${words.join(" ")}.\n\n`;
  }
  return text;
}
