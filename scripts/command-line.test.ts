import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CommandLineError, nearestOption, parseCommandLine } from "./command-line.ts";

const config = { options: { "dry-run": { type: "boolean" }, name: { type: "string" } } } as const;

describe("parseCommandLine", () => {
  it("returns what was given", () => {
    expect(parseCommandLine(["--dry-run", "--name", "a"], config).values).toEqual({ "dry-run": true, name: "a" });
  });

  it.each([
    ["--dryrun", "--dry-run"],
    ["--dryRun", "--dry-run"],
    ["--dry_run", "--dry-run"],
    ["--nmae=x", "--name"],
  ])("names the option that %s was meant for", (given, meant) => {
    expect(() => parseCommandLine([given], config)).toThrow(CommandLineError);
    expect(() => parseCommandLine([given], config)).toThrow(`Did you mean ${meant}?`);
  });

  it.each([["stray"], ["--name"], ["--frobnicate"]])("refuses %s by name", (given) => {
    expect(() => parseCommandLine([given], config)).toThrow(CommandLineError);
    expect(() => parseCommandLine([given], config)).toThrow(given);
  });
});

it("suggests nothing where no option is near", () => {
  expect(nearestOption("--frobnicate", ["dry-run", "name"])).toBeUndefined();
});

const run = (task: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, `${task}.ts`), ...args], {
    encoding: "utf8",
    timeout: 20_000,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
  });

describe("a task that is asked for help", () => {
  it.each(["secrets", "deploy", "soak"])("%s prints its use and nothing else", (task) => {
    const { status, stdout } = run(task, "--help");
    expect({ status, first: stdout.split(" --")[0]!.split("\n")[0] }).toEqual({ status: 0, first: `npm run ${task}` });
    expect(stdout).not.toContain("OPERATOR_KEY=");
  });

  it.each(["secrets", "deploy"])("%s does nothing with an option that does not exist", (task) => {
    const { status, stdout, stderr } = run(task, "--dryrunn");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("--dryrunn");
    expect(stderr).not.toContain("Missing:");
  });
});
