import { describe, expect, it } from "vitest";
import { whatIsMissing } from "./deploy-needs.ts";

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
