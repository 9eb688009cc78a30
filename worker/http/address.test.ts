import { describe, expect, it } from "vitest";
import { addressOf, senderOf } from "./address.ts";

const of = (value: string | undefined, header = "cf-connecting-ip"): string =>
  addressOf(new Request("http://x/", value === undefined ? {} : { headers: { [header]: value } }), header);

describe("the address of a request", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["203.0.113.7:51234", "203.0.113.7"],
    ["2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["", "unknown"],
    ["nonsense", "unknown"],
    ["2001:db8:::1", "unknown"],
  ])("%s is %s", (value, expected) => expect(of(value)).toBe(expected));

  it("is unknown where nobody says it", () => expect(of(undefined)).toBe("unknown"));

  it("is what the nearest proxy saw, and not what the client wrote", () => {
    expect(of("1.2.3.4, 5.6.7.8, 203.0.113.7", "x-forwarded-for")).toBe("203.0.113.7");
  });

  it("is unknown where no header can be believed, whatever the client wrote", () => {
    const request = new Request("http://x/", { headers: { "cf-connecting-ip": "1.2.3.4" } });
    expect(addressOf(request, undefined)).toBe("unknown");
    expect(addressOf(new Request("http://x/", { headers: { undefined: "1.2.3.4" } }), undefined)).toBe("unknown");
  });

  it.each([
    ["203.0.113.7", "203.0.113.0/24"],
    ["2001:db8:1:2:aaaa::1", "2001:db8:1::/48"],
    ["2001:db8::1", "2001:db8:0::/48"],
  ])("%s lies in %s", (value, network) => {
    const request = new Request("http://x/", { headers: { "x-real-ip": value } });
    expect(senderOf(request, "x-real-ip")?.network).toBe(network);
    expect(senderOf(request, undefined)).toBeUndefined();
  });

  it("is one for a whole /64", () => {
    expect(new Set(Array.from({ length: 50 }, (_, at) => of(`2001:db8:1:2::${at.toString(16)}`))).size).toBe(1);
  });
});
