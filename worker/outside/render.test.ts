import { describe, expect, it, vi } from "vitest";
import { renderPage } from "./render.ts";

const browser = (body: unknown, status = 200) => ({
  quickAction: vi.fn(() => Promise.resolve(Response.json(body, { status }))),
});

describe("renderPage", () => {
  it("asks for the page as Markdown, by the name that sites know", async () => {
    const bound = browser({ success: true, result: "# Rendered" });
    expect(await renderPage(bound, "https://app.example.com/", "vegarag/0.1")).toBe("# Rendered");
    expect(bound.quickAction).toHaveBeenCalledWith("markdown", {
      url: "https://app.example.com/",
      userAgent: "vegarag/0.1",
    });
  });

  it("gives nothing where the browser fails, whatever it says", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    for (const bound of [browser({ success: false }), browser({ success: true, result: {} }), browser("", 429)])
      expect(await renderPage(bound, "https://app.example.com/", "vegarag/0.1")).toBeUndefined();
    const broken = { quickAction: () => Promise.reject(new Error("no session")) };
    expect(await renderPage(broken, "https://app.example.com/", "vegarag/0.1")).toBeUndefined();
    log.mockRestore();
  });
});
