import { expect, it } from "vitest";
import { PROBLEMS } from "../shared/problem.ts";
import { RequestError } from "../ui/request.ts";
import { told, toldOf } from "./load.ts";
import { GERMAN } from "./words/problems.ts";

it("No slug of a problem is without words of ours in German", () => {
  expect(Object.keys(GERMAN.slugs).sort()).toEqual(Object.keys(PROBLEMS).sort());
});

it("In English the server says it itself, and how long to wait", () => {
  const busy = new RequestError("rate-limited", "A sync was asked for just now. Try again in 12 s.", 12);
  expect(told(busy)).toEqual({ text: "A sync was asked for just now. Try again in 12 s." });
});

it("In words of ours the server's stand behind, open where they say what to mend", () => {
  expect(toldOf("Zu oft.", "Too often.", "rate-limited", 12).isOpen).toBe(false);
  expect(toldOf("Nicht so.", "url: Missing.", "invalid-request")).toEqual({
    text: "Nicht so.",
    detail: "url: Missing.",
    isOpen: true,
  });
});

it("What a proxy answers without words is told all the same", () => {
  expect(told(new RequestError("rate-limited", "429"))).toEqual({ text: "That did not work." });
});
