import { expect, it } from "vitest";

it("the package imports on a server, and does nothing there", async () => {
  const { mountWidget, withWidget } = (await import(new URL("index.js", import.meta.url).href)) as {
    mountWidget: (options: object) => () => void;
    withWidget: (run: () => void) => void;
  };
  mountWidget({ server: "https://chat.example.com", publishableKey: "vrp_x" })();
  let ran = false;
  withWidget(() => (ran = true));
  expect(ran).toBe(false);
});
