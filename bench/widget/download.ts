/** Widgets of others, from npm into a folder that is thrown away. Nothing of them is run outside the browser. */

import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const LIMIT = 60_000;

/** Puts what was published under the name and version at `folder/NAME`. */
export async function unpack(specifier: string, folder: string): Promise<void> {
  const target = join(folder, specifier.replace(/@[^@]*$/, ""));
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder, specifier], { timeout: LIMIT });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (!packed) throw new Error(`npm packed nothing for ${specifier}`);
  await mkdir(target, { recursive: true });
  await run("tar", ["-xzf", join(folder, packed.filename.replace(/^.*\//, "")), "--strip-components=1", "-C", target]);
}
