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
      allowPrivate: false,
      signIn: false,
      verbose: false,
      vars: {},
    });
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
