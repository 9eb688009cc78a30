import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readSettings } from "./settings.ts";

let root: string;
let state: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "vegarag-settings-"));
  state = join(root, "state");
});
afterEach(() => rmSync(root, { recursive: true }));

it("makes the three secrets once, for their owner alone", () => {
  const first = readSettings(root, state, {}, {});
  expect(Object.keys(first.values).toSorted()).toEqual(["EDGE_SIGNING_KEYS", "KEY_ENCRYPTION_KEY", "OPERATOR_KEY"]);
  expect(Buffer.from(first.values["KEY_ENCRYPTION_KEY"] ?? "", "base64")).toHaveLength(32);
  expect(JSON.parse(first.values["EDGE_SIGNING_KEYS"] ?? "")).toMatchObject({
    keys: [{ alg: "EdDSA", crv: "Ed25519" }],
  });
  expect(statSync(join(state, "secrets.json")).mode & 0o777).toBe(0o600);
  expect(readSettings(root, state, {}, {})).toEqual(first);
  expect(readSettings(root, join(root, "other"), {}, {}).values).not.toEqual(first.values);
});

it("prefers the command line to the environment, and that to .dev.vars", () => {
  writeFileSync(join(root, ".dev.vars"), 'EMBEDDER=none\nGENERATOR="embedded"\nVECTOR_STORE=embedded\n');
  const environment = { GENERATOR: "openai", VECTOR_STORE: "pinecone", OPENAI_API_KEY: "", PATH: "/bin" };
  const { values, given } = readSettings(root, state, environment, { VECTOR_STORE: "other" });
  expect(values).toMatchObject({ EMBEDDER: "none", GENERATOR: "openai", VECTOR_STORE: "other" });
  expect(values).not.toHaveProperty("OPENAI_API_KEY");
  expect(values).not.toHaveProperty("PATH");
  expect(given).toEqual(["EMBEDDER (.dev.vars)", "GENERATOR (environment)", "VECTOR_STORE (--var)"]);
});

it("says which file cannot be read", () => {
  readSettings(root, state, {}, {});
  writeFileSync(join(state, "secrets.json"), "{");
  expect(() => readSettings(root, state, {}, {})).toThrow(/secrets\.json/);
});
