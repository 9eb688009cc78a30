/** The command line of a task: its help, and what is refused before anything is done. Prints and ends the process in one place. */

import { parseArgs, type ParseArgsConfig } from "node:util";

/** What is wrong with the command line, in one sentence for the person who typed it. */
export class CommandLineError extends Error {}

export const asksForHelp = (args: readonly string[]): boolean => args.includes("--help") || args.includes("-h");

/** Prints the help, or what is wrong, and ends the process; otherwise returns what was given. */
export function readCommandLine<T extends ParseArgsConfig>(usage: string, config: T) {
  const args = process.argv.slice(2);
  if (asksForHelp(args)) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseCommandLine(args, config);
  } catch (error) {
    if (!(error instanceof CommandLineError)) throw error;
    return refuse(error.message, usage);
  }
}

/** Says what is wrong, and ends the process. */
export function refuse(message: string, usage: string): never {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}

/** @throws CommandLineError that names the option, and the nearest one where it is unknown */
export function parseCommandLine<T extends ParseArgsConfig>(args: readonly string[], config: T) {
  try {
    return parseArgs({ ...config, args: [...args] });
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    // Node's own messages name the option; what follows the first sentence is about other programs.
    const sentence = message.split(/\.\s/)[0]!.replace(/\.$/, "");
    const given = code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" ? /'(-[^']*)'/.exec(message)?.[1] : undefined;
    const near = given === undefined ? undefined : nearestOption(given, ["help", ...Object.keys(config.options ?? {})]);
    throw new CommandLineError(near === undefined ? `${sentence}.` : `${sentence}. Did you mean ${near}?`, {
      cause: error,
    });
  }
}

/** The option that was probably meant; undefined where none is near. @param names without their dashes */
export function nearestOption(given: string, names: readonly string[]): string | undefined {
  const wanted = plain(given);
  const [best] = names
    .map((name) => ({ name, distance: distanceOf(wanted, plain(name)) }))
    .toSorted((a, b) => a.distance - b.distance);
  // Two letters that changed places count as two; of a short name that would be everything.
  return best !== undefined && best.distance <= Math.min(2, wanted.length / 2) ? `--${best.name}` : undefined;
}

const plain = (option: string): string => option.replace(/[-_]/g, "").toLowerCase();

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [above, letter] of [...from].entries()) {
    const next = [above + 1];
    for (let at = 1; at <= to.length; at++) {
      const change = row[at - 1]! + (letter === to[at - 1] ? 0 : 1);
      next.push(Math.min(change, row[at]! + 1, next[at - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
