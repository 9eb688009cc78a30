/** Which engines answer, by what is set. */

import { describe, expect, it } from "vitest";
import { ProblemError } from "../shared/problem.ts";
import { spendsTokens, withoutTokens } from "./chat/costs.ts";
import { createEngines, type Engines } from "./engines.ts";
import { SettingsError } from "./setting.ts";

const OPENAI_API_KEY = "sk-0123456789";
const PINECONE = { PINECONE_API_KEY: "pcsk_0123456789", PINECONE_INDEX_HOST: "index-abc.svc.pinecone.io" };
const EMBEDDED = { VECTOR_STORE: "embedded", EMBEDDER: "embedded", GENERATOR: "embedded" };
const HASHED = { place: "embedded", model: "embedded:hashed-stems-512-2", dimensions: 512 };

const create = (env: Record<string, unknown> = {}): Engines => createEngines(env, () => 0);
const namesOf = ({ vectorStore, embedder, generator }: Engines) => [
  vectorStore.place,
  embedder?.model,
  generator.model,
];

/** The setting that is complained of. */
function complaint(env: Record<string, unknown>): string {
  try {
    create(env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    expect(error.message).toContain(error.setting);
    // The value never stands in a message that may reach a client.
    for (const value of Object.values(env))
      if (typeof value === "string" && value.length > 12) expect(error.message).not.toContain(value);
    return error.setting;
  }
  return "none";
}

describe("engines", () => {
  it("are the embedded ones where nothing is set, and cost no tokens", () => {
    const engines = create();
    expect(namesOf(engines)).toEqual(["embedded", HASHED.model, "embedded:extractive"]);
    expect(engines.space).toEqual({ ...HASHED, places: [HASHED.place] });
    expect(engines.extractive).toBe(engines.generator);
    expect(spendsTokens(engines)).toBe(false);
    expect(withoutTokens(engines)).toEqual(engines);
  });

  it("are chosen by their keys, and by their names before that", () => {
    expect(namesOf(create({ OPENAI_API_KEY }))).toEqual([
      "embedded",
      "openai:text-embedding-3-small",
      "openai:gpt-5-mini",
    ]);
    expect(namesOf(create({ OPENAI_API_KEY, EMBEDDER: "none", GENERATOR: "embedded" }))).toEqual([
      "embedded",
      undefined,
      "embedded:extractive",
    ]);
    expect(create(PINECONE).vectorStore.place).toBe("pinecone:https://index-abc.svc.pinecone.io");
    expect(create({ ...PINECONE, VECTOR_STORE: "embedded" }).vectorStore.place).toBe("embedded");
  });

  it.each([
    [{ OPENAI_API_KEY, EMBEDDER: "embedded" }, HASHED.model],
    [{ OPENAI_API_KEY, GENERATOR: "embedded" }, undefined],
    [{ OPENAI_API_KEY }, undefined],
  ])("spend tokens with %o, and without them there is what costs none", (env, embedder) => {
    const engines = create(env);
    expect(spendsTokens(engines)).toBe(true);
    const left = withoutTokens(engines);
    expect(namesOf(left)).toEqual(["embedded", embedder, "embedded:extractive"]);
    expect(spendsTokens(left)).toBe(false);
  });

  it("open what was made with others, as long as there is a key for it", () => {
    const made = { place: "pinecone:https://old.example", model: "openai:one", dimensions: 8 };
    const open = (env: Record<string, unknown>) => create({ ...EMBEDDED, ...env }).open(made);
    expect(open({ PINECONE_API_KEY: "pcsk_0123456789" }).vectorStore.place).toBe(made.place);
    expect(open({ OPENAI_API_KEY }).embedder).toMatchObject({ model: "openai:one", dimensions: 8 });
    expect(create({ OPENAI_API_KEY, ...PINECONE }).open(HASHED).embedder.model).toBe(HASHED.model);
    // Where nothing needs it, an example value is only no key.
    for (const env of [{}, { PINECONE_API_KEY: "changeme", OPENAI_API_KEY: "" }]) {
      expect(() => open(env).vectorStore).toThrow(ProblemError);
      expect(() => open(env).embedder).toThrow("openai:one");
    }
    for (const unknown of [{ place: "elsewhere:x" }, { place: "embeddedly" }])
      expect(() => create().open({ ...HASHED, ...unknown }).vectorStore).toThrow(ProblemError);
    for (const unknown of [{ model: "cohere:one" }, { model: "embedded:other" }, { dimensions: 9 }])
      expect(() => create().open({ ...HASHED, ...unknown }).embedder).toThrow(ProblemError);
  });

  it("keep what they have learned: what is opened twice is one", () => {
    const engines = create({ ...PINECONE, OPENAI_API_KEY });
    const { space } = engines;
    expect(engines.open(space!).vectorStore).toBe(engines.vectorStore);
    expect(engines.open(space!).embedder).toBe(engines.embedder);
    expect(engines.open(HASHED).embedder).toBe(engines.open(HASHED).embedder);
  });

  it("never fall back where something is set that cannot be used", () => {
    const openai = { OPENAI_API_KEY };
    const cases: [string, Record<string, unknown>][] = [
      ["VECTOR_STORE", { VECTOR_STORE: "" }],
      ["VECTOR_STORE", { VECTOR_STORE: "Pinecone" }],
      ["EMBEDDER", { EMBEDDER: "false" }],
      ["GENERATOR", { GENERATOR: "gpt" }],
      ["GENERATOR", { GENERATOR: "none" }],
      ["PINECONE_API_KEY", { VECTOR_STORE: "pinecone" }],
      ["PINECONE_INDEX_HOST", { PINECONE_API_KEY: "pcsk_0123456789" }],
      ["PINECONE_INDEX_HOST", { PINECONE_API_KEY: "pcsk_0123456789", PINECONE_INDEX_HOST: "https://x.example/path" }],
      ["PINECONE_INDEX_HOST", { PINECONE_API_KEY: "pcsk_0123456789", PINECONE_INDEX_HOST: "https://user@x.example" }],
      ["OPENAI_API_KEY", { GENERATOR: "openai" }],
      ["OPENAI_API_KEY", { EMBEDDER: "openai" }],
      ["OPENAI_BASE_URL", { ...openai, OPENAI_BASE_URL: "api.example.com" }],
      ["OPENAI_BASE_URL", { ...openai, OPENAI_BASE_URL: "ftp://api.example.com" }],
      ["OPENAI_BASE_URL", { ...openai, OPENAI_BASE_URL: "https://api.example.com/v1?key=2" }],
      ["OPENAI_BASE_URL", { ...openai, OPENAI_BASE_URL: "https://api.example.com/v1#here" }],
      ["OPENAI_BASE_URL", { ...openai, OPENAI_BASE_URL: "https://user:pass@api.example.com" }],
      ["OPENAI_CHAT_MODEL", { ...openai, OPENAI_CHAT_MODEL: " " }],
      ["OPENAI_EMBEDDING_MODEL", { ...openai, OPENAI_EMBEDDING_MODEL: "" }],
      ...["0", "-1", "1.5", "1e3", "many", "", "99999"].map((value): [string, Record<string, unknown>] => [
        "OPENAI_EMBEDDING_DIMENSIONS",
        { ...openai, OPENAI_EMBEDDING_DIMENSIONS: value },
      ]),
    ];
    for (const [name, change] of cases) expect(complaint(change), JSON.stringify(change)).toBe(name);
  });
});
