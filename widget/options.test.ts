import { describe, expect, it } from "vitest";
import { ATTRIBUTES, parseOptions } from "./options.ts";

const element = (attributes: Record<string, string>) =>
  ({ getAttribute: (name: string) => attributes[name] ?? null }) as unknown as Element;

describe("options", () => {
  it("are watched under both names each, once", () => {
    expect(ATTRIBUTES).toContain("token-url");
    expect(ATTRIBUTES).toContain("data-token-url");
    expect(new Set(ATTRIBUTES).size).toBe(ATTRIBUTES.length);
    const plain = ATTRIBUTES.filter((name) => !name.startsWith("data-"));
    expect(ATTRIBUTES.length).toBe(2 * plain.length);
  });

  it("stand with or without data-, and with it wins", () => {
    const options = parseOptions(element({ strings: "{}", key: "bare", "data-key": "data", "data-mode": "inline" }));
    expect(options).toMatchObject({ strings: "{}", key: "data", mode: "inline", theme: undefined });
  });
});
