import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { POLITE } from "../pace.ts";
import { configOf, patchConfig, sourceCreateSchema, sourcePatchSchema } from "./source-config.ts";

const config = configOf(
  {
    url: "https://docs.example.com/",
    kind: "site",
    exclude: ["/blog/**"],
    max_pages: 50,
    headers: { "X-Pass": "sesame", "x-other": "1" },
    pace: { per_host: 1 },
  },
  POLITE,
);

describe("a change of a source", () => {
  it("leaves what it does not name, in headers and pace as well", () => {
    expect(patchConfig(config, {}, POLITE)).toEqual(config);
    expect(
      patchConfig(config, { every: "day", headers: { "x-pass": "mellon" }, pace: { in_flight: 2 } }, POLITE),
    ).toEqual({
      ...config,
      every: "day",
      headers: { "x-pass": "mellon", "x-other": "1" },
      pace: { in_flight: 2, per_host: 1, spacing_ms: 500 },
    });
  });

  it("clears what is null, one header of several too", () => {
    const cleared = { exclude: null, max_pages: null, headers: { "X-OTHER": null }, pace: { per_host: null } };
    expect(patchConfig(config, cleared, POLITE)).toEqual({
      ...config,
      exclude: [],
      max_pages: 1_000,
      headers: { "X-Pass": "sesame" },
      pace: POLITE,
    });
    expect(patchConfig(config, { headers: null, pace: null }, POLITE)).toMatchObject({ headers: {}, pace: POLITE });
  });

  it("is refused where the headers become too many", () => {
    const nine = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`x-${at}`, "1"]));
    expect(() => patchConfig(config, { headers: nine }, POLITE)).toThrow(
      expect.objectContaining({ slug: "invalid-request", detail: "headers: At most 10 headers." }),
    );
  });

  it.each([{ headers: [] }, { pace: [] }, { url: "https://a.net/" }, { max_pages: 0 }, { headers: { host: "b.net" } }])(
    "is not %j",
    (patch) => {
      expect(v.safeParse(sourcePatchSchema, patch).success).toBe(false);
    },
  );
});

it("a new source is not told of lists for headers or pace", () => {
  for (const field of ["headers", "pace"])
    expect(v.safeParse(sourceCreateSchema, { url: "https://a.net/", [field]: [] }).success).toBe(false);
});
