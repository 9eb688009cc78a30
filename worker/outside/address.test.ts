import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { refusalOf } from "./address.ts";

const rules = { allowPrivate: false, ownOrigins: ["https://chat.example.net"] };
const refused = (address: string, given = rules) => refusalOf(new URL(address), given);

describe("refusalOf", () => {
  it.each([
    "https://docs.example.com/",
    "http://example.com:80/a?b=c#d",
    "http://example.com:443/",
    "https://example.com:80/",
    "https://example.com./",
    "https://xn--bcher-kva.example.org/",
    "https://1.example.com/",
    "https://mylocalhost.com/",
    "https://latest.dev/",
  ])("takes %s", (address) => {
    expect(refused(address)).toBeUndefined();
  });

  it.each([
    "http://../",
    "http://a..com/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://%31%32%37.0.0.1/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://8.8.8.8/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://ｌｏｃａｌｈｏｓｔ/",
    "http://app.localhost/",
    "http://intranet/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://router.home.arpa/",
    "http://nas.lan/",
    "http://site.test/",
    "http://site.example/",
    "http://abc.onion/",
    "https://example.com:8443/",
    "http://example.com:22/",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://:secret@example.com/",
    "https://:@example.com:1/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "blob:https://example.com/1",
    "https://chat.example.net/demo/",
  ])("refuses %s", (address) => {
    expect(refused(address)).toMatch(/\.$/);
  });

  it("refuses what is longer than any page's address", () => {
    expect(refused(`https://docs.example.com/${"a".repeat(2_100)}`)).toContain("2048 characters");
  });

  it("lets a developer reach his own machine, on any port, and still nothing but the web", () => {
    const own = { allowPrivate: true, ownOrigins: ["http://localhost:8787"] };
    for (const address of ["http://localhost:3000/", "http://127.0.0.1:8080/", "http://[::1]/", "http://intranet/"])
      expect(refused(address, own)).toBeUndefined();
    for (const address of ["file:///etc/passwd", "http://user@localhost/", "http://localhost:8787/demo/"])
      expect(refused(address, own)).toBeDefined();
  });
});

const DATA = "../shared/data/security/wpt_urltestdata.json";

describe.skipIf(!existsSync(DATA))("every address of the web platform's tests (needs ../shared/data)", () => {
  it("is refused, or is http(s), without a password, and a name with a public ending", () => {
    const cases = JSON.parse(readFileSync(DATA, "utf8")) as ({ input: string; base?: string | null } | string)[];
    let taken = 0;
    for (const entry of cases) {
      if (typeof entry === "string") continue;
      const url = URL.parse(entry.input, entry.base ?? undefined);
      if (url === null || refusalOf(url, rules) !== undefined) continue;
      taken++;
      expect(url.href).toMatch(/^https?:\/\/[a-z0-9_.-]+\.[a-z][a-z0-9-]*\.?(:(80|443))?\//);
    }
    expect(taken).toBeGreaterThan(50);
  });
});

it.each(["http://127.0.0.1/", "http://8.8.8.8/", "http://0x7f000001/", "http://[::1]/"])(
  "says of %s that no numbers are read, before anything else",
  (address) => {
    expect(refused(address)).toBe("Only names are read, not addresses made of numbers.");
  },
);

it.each(["http://localhost/", "http://intranet/"])("says of %s that it is a name of a local network", (address) => {
  expect(refused(address)).toBe("The name is one of a local network, not of the public web.");
});
