import { describe, expect, it } from "vitest";
import { OptionError, parseOptions } from "./options.ts";

const root = process.cwd();

describe("parseOptions", () => {
  it("has a default for everything", () => {
    expect(parseOptions([], root)).toEqual({
      host: "127.0.0.1",
      port: 8787,
      state: `${root}/.vegarag`,
      demo: true,
      subject: undefined,
      allowPrivate: false,
      signIn: false,
      verbose: false,
      watch: false,
      vars: {},
    });
  });

  it("takes a site or a folder in place of the demo", () => {
    expect(parseOptions(["--site", "docs.example.com/guide#top"], root)).toMatchObject({
      demo: false,
      subject: { site: "https://docs.example.com/guide" },
    });
    expect(parseOptions(["--docs", "docs"], root)).toMatchObject({ demo: false, subject: { docs: `${root}/docs` } });
    expect(parseOptions(["--site", "http://localhost:3000", "--allow-private"], root).subject).toEqual({
      site: "http://localhost:3000/",
    });
  });

  it.each([
    ["a site of this machine", ["--site", "http://localhost:3000"], /--allow-private/],
    ["no address", ["--site", "http://"], /--site/],
    ["another scheme", ["--site", "ftp://example.com"], /address of a website/],
    ["a password", ["--site", "https://me:secret@example.com"], /--site/],
    ["a folder that is not there", ["--docs", "nowhere"], /--docs/],
    ["both", ["--site", "example.com", "--docs", "docs"], /one of them/],
  ])("says what is wrong with %s", (_, args, words) => {
    expect(() => parseOptions(args, root)).toThrow(words);
  });

  it("keeps colons in a setting's value, and the last of two", () => {
    const args = [
      "--var",
      "OPENAI_BASE_URL:http://127.0.0.1:9/v1",
      "--var",
      "EMBEDDER:openai",
      "--var",
      "EMBEDDER:none",
    ];
    expect(parseOptions(args, root).vars).toEqual({ OPENAI_BASE_URL: "http://127.0.0.1:9/v1", EMBEDDER: "none" });
  });

  it.each([
    [["--port", "http"], "--port"],
    [["--port", "65536"], "--port"],
    [["--port", "-1"], "--port"],
    [["--port"], "--port"],
    [["--state", ""], "--state"],
    [["--host="], "--host"],
    [["--var", "NAME"], "--var"],
    [["--var", ":value"], "--var"],
    [["--var", "OPENAI_API_KEYS:sk-secret"], "no setting OPENAI_API_KEYS"],
    [["--frobnicate"], "--frobnicate"],
    [["stray"], "stray"],
  ])("refuses %j by name", (args, name) => {
    expect(() => parseOptions(args, root)).toThrow(OptionError);
    expect(() => parseOptions(args, root)).toThrow(name);
  });

  it("does not repeat what may be a secret", () => {
    expect(() => parseOptions(["--var", "openai_api_key:sk-secret"], root)).not.toThrow("sk-secret");
  });
});
