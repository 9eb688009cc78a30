/** Small archives for tests: deflated entries and their directory, as every program writes them. */

/** @param declare the size that is written down, in place of the true one */
export async function makeZip(
  files: Readonly<Record<string, string>>,
  { declare }: { declare?: number } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = new TextEncoder().encode(text);
    const stream = new Blob([content]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const packed = new Uint8Array(await new Response(stream).arrayBuffer());
    const path = new TextEncoder().encode(name);
    const size = declare ?? content.length;
    const header = record(30, [
      [0, 0x04034b50, 4],
      [8, 8, 2],
      [18, packed.length, 4],
      [22, size, 4],
      [26, path.length, 2],
    ]);
    directory.push(
      record(46, [
        [0, 0x02014b50, 4],
        [10, 8, 2],
        [20, packed.length, 4],
        [24, size, 4],
        [28, path.length, 2],
        [42, at, 4],
      ]),
      path,
    );
    parts.push(header, path, packed);
    at += header.length + path.length + packed.length;
  }
  const count = Object.keys(files).length;
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record(22, [
    [0, 0x06054b50, 4],
    [8, count, 2],
    [10, count, 2],
    [12, length, 4],
    [16, at, 4],
  ]);
  return new Uint8Array(await new Blob([...parts, ...directory, end] as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

function record(length: number, fields: [at: number, value: number, bytes: 2 | 4][]): Uint8Array {
  const view = new DataView(new ArrayBuffer(length));
  for (const [at, value, bytes] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
  }
  return new Uint8Array(view.buffer);
}
