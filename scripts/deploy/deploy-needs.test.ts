import { describe, expect, it } from "vitest";
import { deploySteps, isDryRun, whatIsMissing } from "./deploy-needs.ts";

const secrets = ["OPERATOR_KEY", "KEY_ENCRYPTION_KEY", "EDGE_SIGNING_KEYS"];
const databaseId = "5f0c1d2e-1111-4222-8333-444455556666";

describe("whatIsMissing", () => {
  it("finds nothing where all is set", () => {
    expect(whatIsMissing({ worker: "vegarag", databaseId, secrets })).toEqual([]);
  });

  it.each(secrets)("names the secret %s", (name) => {
    const others = secrets.filter((other) => other !== name);
    expect(whatIsMissing({ worker: "vegarag", databaseId, secrets: others })).toEqual([expect.stringContaining(name)]);
  });

  it.each([undefined, "", "00000000-0000-0000-0000-000000000000"])("takes the database id %s for none", (id) => {
    expect(whatIsMissing({ worker: "vegarag", databaseId: id, secrets })).toEqual([
      expect.stringContaining("database_id"),
    ]);
  });

  it("wants the host of an index whose key is set", () => {
    expect(whatIsMissing({ worker: "vegarag", databaseId, secrets: [...secrets, "PINECONE_API_KEY"] })).toEqual([
      expect.stringContaining("PINECONE_INDEX_HOST"),
    ]);
  });
});

describe("whatIsMissing where nobody is logged in", () => {
  it("names the login and everything else that is or may be missing, at once", () => {
    const missing = whatIsMissing({ worker: "vegarag", databaseId: "", secrets: undefined });
    const named = ["wrangler login", "database_id", ...secrets];
    expect(missing).toEqual(named.map((name) => expect.stringContaining(name)));
  });
});

describe("deploySteps", () => {
  it("migrates, then deploys the reader before the Worker that is bound to it", () => {
    const steps = deploySteps(["--keep-vars"]);
    expect(steps.map(([first]) => first)).toEqual(["d1", "deploy", "deploy"]);
    expect(steps[1]).toContain("wrangler.reader.toml");
    expect(steps[2]).toContain("--keep-vars");
    expect(steps.flat()).not.toContain("--dry-run");
  });

  it.each(["--dry-run", "--dry-run=true", "--dryRun"])("changes nothing with %s", (option) => {
    expect(isDryRun([option])).toBe(true);
    const steps = deploySteps([option]);
    expect(steps.map(([first]) => first)).toEqual(["deploy", "deploy"]);
    for (const step of steps) expect(isDryRun(step)).toBe(true);
  });
});
