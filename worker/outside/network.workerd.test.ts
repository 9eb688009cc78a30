/** The one way out, against sites on this machine: what `npm start` binds, and what it binds for a developer. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { type FakeControl, openSite } from "../../fakes/control.ts";
import { fetchOutside, OutsideError, type OutsideRequest } from "./network.ts";

let site: FakeControl;
let port: string;

/** Address on this machine → what the developer's network answers. */
const ask = (address: string, more: Partial<OutsideRequest> = {}, bindings: object = env) =>
  fetchOutside(bindings, { url: address, redirects: 5, bytes: 1_000, timeMs: 10_000, ...more });

async function codeOf(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OutsideError)) throw new Error(`Not refused: ${String(error)}`);
  return error.code;
}

beforeAll(async () => {
  site = await openSite(inject("fakeFarm"), {
    "/": { body: "hello", headers: { "x-seen": "yes" } },
    "/long": { body: "x".repeat(5_000) },
    "/to-root": { status: 302, headers: { location: "/#part" } },
    "/one": { status: 301, headers: { location: "/two" } },
    "/two": { status: 308, headers: { location: "/one" } },
    "/first": { status: 303, headers: { location: "/second" } },
    "/second": { status: 307, headers: { location: "/to-root" } },
    "/made": { status: 201, headers: { location: "/" }, body: "made" },
    "/file": { status: 302, headers: { location: "file:///etc/passwd" } },
    "/login": { status: 302, headers: { location: "http://user:secret@localhost/" } },
  });
  ({ port } = new URL(site.url));
});

describe("fetchOutside", () => {
  it("answers with status, headers, body and the address it came from", async () => {
    const answer = await ask(`${site.url}/to-root`);
    expect(answer).toMatchObject({ status: 200, url: `${site.url}/`, redirected: [`${site.url}/to-root`] });
    expect(answer.headers.get("x-seen")).toBe("yes");
    expect(new TextDecoder().decode(answer.body)).toBe("hello");
  });

  it("gives the redirect itself where none is followed, and never sends a POST on", async () => {
    expect((await ask(`${site.url}/one`, { redirects: 0 })).status).toBe(301);
    expect((await ask(`${site.url}/two`, { method: "POST", body: "{}" })).status).toBe(308);
  });

  it("refuses a circle, and a hop to what may not be asked", async () => {
    expect(await codeOf(ask(`${site.url}/one`))).toBe("redirect-loop");
    expect(await codeOf(ask(`${site.url}/file`))).toBe("refused-address");
    expect(await codeOf(ask(`${site.url}/login`))).toBe("refused-address");
  });

  it("goes no further than it may, and once round a circle", async () => {
    const hops: string[] = [];
    const onRequest = ({ pathname }: URL) => void hops.push(pathname);
    expect((await ask(`${site.url}/first`, { redirects: 3 })).redirected).toHaveLength(3);
    expect(await codeOf(ask(`${site.url}/first`, { redirects: 2, onRequest }))).toBe("redirect-loop");
    expect(hops.splice(0)).toEqual(["/first", "/second", "/to-root"]);
    expect(await codeOf(ask(`${site.url}/one`, { onRequest }))).toBe("redirect-loop");
    expect(hops).toEqual(["/one", "/two"]);
  });

  it("follows a redirect alone, and only one that leads to an address", async () => {
    expect(await ask(`${site.url}/made`)).toMatchObject({ status: 201, url: `${site.url}/made`, redirected: [] });
    const headers = { location: "http://" };
    const PUBLIC_NET = { fetch: () => Promise.resolve(new Response("nowhere", { status: 302, headers })) };
    const answer = await ask("https://shop.example.com/", {}, { PUBLIC_NET });
    expect(answer).toMatchObject({ status: 302, url: "https://shop.example.com/", redirected: [] });
    for (const text of ["", "shop", "http://", "http://a b/"])
      expect(await codeOf(ask(text)), text).toBe("refused-address");
  });

  it("counts the bytes that come", async () => {
    expect(await codeOf(ask(`${site.url}/long`))).toBe("too-large");
    expect((await ask(`${site.url}/long`, { longer: "cut" })).body).toHaveLength(1_000);
    expect((await ask(`${site.url}/long`, { bytes: 0 })).body).toHaveLength(0);
  });

  it("ends what never answers, and says that a closed port is not reached", async () => {
    await site.script([{ path: "/slow", fault: { kind: "stall" } }]);
    expect(await codeOf(ask(`${site.url}/slow`, { timeMs: 50 }))).toBe("timeout");
    await site.script([{ path: "/cut", fault: { kind: "reset-before" } }]);
    expect(await codeOf(ask(`${site.url}/cut`))).toBe("unreachable");
  });

  it("shows secret headers to the first origin alone", async () => {
    const other = await openSite(inject("fakeFarm"), { "/": { body: "other" } });
    await site.post("pages", { "/away": { status: 302, headers: { location: `${other.url}/` } } });
    await ask(`${site.url}/away`, { secretHeaders: { authorization: "Basic c2VjcmV0" }, headers: { "x-plain": "1" } });
    const there = (await other.log()).at(-1)!.headers;
    expect(there).toMatchObject({ "x-plain": "1" });
    expect(there["authorization"]).toBeUndefined();
    expect((await site.log()).at(-1)!.headers["authorization"]).toBe("Basic c2VjcmV0");
  });

  it("calls no address of this deployment, and has no network where none was given", async () => {
    expect(await codeOf(ask(`${site.url}/`, { ownOrigins: [site.url] }))).toBe("refused-address");
    for (const bindings of [{}, { PUBLIC_FETCH: "true" }])
      await expect(ask("https://example.com/", {}, bindings)).rejects.toMatchObject({ slug: "internal" });
  });

  it("takes the runtime's own network where it is said to be Cloudflare's", async () => {
    const own = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("from outside"));
    onTestFinished(() => own.mockRestore());
    const { body } = await ask("https://example.com/", {}, { PUBLIC_FETCH: "cloudflare" });
    expect(new TextDecoder().decode(body)).toBe("from outside");
  });

  it("says of what is thrown, an error or none, that nothing was reached", async () => {
    for (const thrown of [new Error("reset"), "reset", undefined, null]) {
      const PUBLIC_NET = { fetch: () => Promise.reject(thrown as Error) };
      expect(await codeOf(ask("https://example.com/", {}, { PUBLIC_NET })), String(thrown)).toBe("unreachable");
    }
  });
});

describe("the demo's own pages", () => {
  const own = { ownOrigins: ["http://localhost:8787"] };
  const strict = {
    PUBLIC_NET: env.STRICT_NET,
    ASSETS: { fetch: (url: string) => Promise.resolve(new Response(`file ${url}`)) } as unknown as Fetcher,
  };
  const textOf = async (address: string): Promise<string> =>
    new TextDecoder().decode((await ask(address, own, { ...strict, DEMO_PAGES: "/demo/" })).body);

  it("are read as the files they are, where npm start says which they are, and nothing else of the deployment", async () => {
    expect(await textOf("http://localhost:8787/demo/journal/")).toBe("file http://localhost:8787/demo/journal/");
    expect(await textOf("http://localhost:8787/robots.txt")).toContain("file ");
    for (const address of [
      "http://localhost:8787/v1/bot",
      "http://localhost:8787/demo",
      "http://localhost:8787/demo/../v1/bot",
      "http://localhost:8788/demo/",
      "http://127.0.0.1:8787/demo/",
    ])
      expect(await codeOf(textOf(address)), address).toBe("refused-address");
    for (const path of ["demo/", "robots.txt"])
      expect(await codeOf(ask(`http://localhost:8787/${path}`, own, strict)), path).toBe("refused-address");
  });
});

describe("a redirect from a public site", () => {
  /** A public site that sends on to whatever stands behind `to=`; everything else goes through the true network. */
  const strict = {
    PUBLIC_NET: {
      fetch: (url: string, init: RequestInit) => {
        const { hostname, searchParams } = new URL(url);
        if (hostname !== "shop.example.com") return env.STRICT_NET.fetch(url, init);
        return Promise.resolve(new Response(null, { status: 302, headers: { location: searchParams.get("to")! } }));
      },
    } as unknown as Fetcher,
  };
  const sentOn = (to: string, hops: number): string =>
    hops === 0 ? to : `http://shop.example.com/?to=${encodeURIComponent(sentOn(to, hops - 1))}`;

  it.each([1, 2, 3])("to this machine is not followed at hop %i, however it is spelled", async (hops) => {
    const seen = (await site.log()).length;
    const hosts = [
      "127.0.0.1",
      "127.1",
      "0x7f.1",
      "0177.0.0.1",
      "2130706433",
      "127.0.0.1.",
      "127。0。0。1",
      "①②⑦.0.0.1",
    ];
    hosts.push(
      "[::1]",
      "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]",
      "0.0.0.0",
      "localhost",
      "LOCALHOST.",
      "a.localhost",
      "user@127.0.0.1",
    );
    for (const host of hosts)
      expect(await codeOf(ask(sentOn(`http://${host}:${port}/`, hops), {}, strict)), host).toBe("refused-address");
    expect(await site.log()).toHaveLength(seen);
  });

  it("to a name that leads to this machine is stopped by the network, the guard told nothing", async () => {
    const seen = await site.connections();
    // What a name leads to may change between two looks at it: the network judges what it connects to.
    for (const name of ["localhost", "localhost.", "LocalHost"]) {
      const code = await codeOf(ask(sentOn(`http://${name}:${port}/`, 2), {}, { ...strict, ALLOW_PRIVATE: "true" }));
      expect(code, name).toBe("refused-address");
    }
    expect(await site.connections()).toBe(seen);
    await ask(`http://localhost:${port}/`);
    expect(await site.connections()).toBeGreaterThan(seen);
  });
});

describe("the network that npm start binds", () => {
  it("connects to nothing on this machine or its network, whatever the guard would have let through", async () => {
    // The guard is told to let everything pass: what refuses here is the network alone.
    const strict = { PUBLIC_NET: env.STRICT_NET, ALLOW_PRIVATE: "true" };
    const [seen, opened] = [(await site.log()).length, await site.connections()];
    for (const host of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      `127.1:${port}`,
      `2130706433:${port}`,
      `0.0.0.0:${port}`,
    ])
      expect(await codeOf(ask(`http://${host}/`, {}, strict)), host).toBe("refused-address");
    for (const host of [`[::ffff:127.0.0.1]:${port}`, `[::1]:${port}`, "10.0.0.1", "192.168.0.1", "169.254.169.254"])
      expect(await codeOf(ask(`http://${host}/`, {}, strict)), host).toBe("refused-address");
    expect(await site.log()).toHaveLength(seen);
    expect(await site.connections()).toBe(opened);
  });

  it("is behind the guard where nothing private is allowed", async () => {
    const strict = { PUBLIC_NET: env.STRICT_NET };
    expect(await codeOf(ask(`${site.url}/`, {}, strict))).toBe("refused-address");
    expect(await codeOf(ask("http://localhost/", {}, strict))).toBe("refused-address");
  });
});
