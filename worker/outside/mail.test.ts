import { describe, expect, it } from "vitest";
import { MAIL, mail, type MailBindings, sendsMail } from "./mail.ts";

const BODY = JSON.stringify({
  type: "handoff.created",
  timestamp: "2026-11-29T08:00:00.000Z",
  data: { reference: "K7M-2QXW", name: "Ann", email: null, message: "Call me\nplease" },
});

function service(send: (message: Record<string, string>) => void): MailBindings {
  return {
    EMAIL: { send: async (message: Record<string, string>) => send(message) },
    EMAIL_FROM: "bot@example.com",
  } as never;
}

describe("an event by e-mail", () => {
  it("says what was said, under its kind and reference", async () => {
    const sent: Record<string, string>[] = [];
    const bindings = service((message) => sent.push(message));
    expect(sendsMail(bindings)).toBe(true);
    expect(await mail(bindings, "owner@example.com", BODY)).toBeUndefined();
    expect(sent).toEqual([
      {
        from: "bot@example.com",
        to: "owner@example.com",
        subject: "handoff.created K7M-2QXW",
        text: "reference: K7M-2QXW\nname: Ann\nmessage: Call me\n  please",
      },
    ]);
  });

  it("has no line, subject or receiver of a visitor's making", async () => {
    const sent: Record<string, string>[] = [];
    const name = "Ann\r\nBcc: all@example.com\r\n\r\nreference: 1\u2028email: boss@example.com\vx: y";
    const message = "word ".repeat(800);
    const data = { reference: "K7M-2QXW", name, message };
    expect(
      await mail(
        service((one) => sent.push(one)),
        "owner@example.com",
        JSON.stringify({ type: "t", data }),
      ),
    ).toBe(undefined);
    expect(sent[0]).toMatchObject({ from: "bot@example.com", to: "owner@example.com", subject: "t K7M-2QXW" });
    const starts = sent[0]!["text"]!.split("\n").map((line) => line.slice(0, 2));
    expect(starts).toEqual(["re", "na", "  ", "  ", "  ", "  ", "  ", "me"]);
    expect(sent[0]!["text"]).toContain(message);
  });

  it.each([
    "mailto:a@example.com,b@example.com",
    "mailto:a@example.com?bcc=b@example.com",
    "mailto:a@example.com\r\nBcc: b@example.com",
    "mailto:<a@example.com>",
    "mailto:a@b@example.com",
    "mailto:group:a@example.com;",
  ])("goes to one mailbox, not to %j", (address) => {
    expect(MAIL.test("mailto:help+bot@example.com")).toBe(true);
    expect(MAIL.test(address)).toBe(false);
  });

  it("is not sent where nothing is bound, or where the service refuses, and says so", async () => {
    expect(sendsMail({})).toBe(false);
    expect(await mail({}, "owner@example.com", BODY)).toEqual({
      code: "mail-unbound",
      detail: expect.stringContaining("send_email") as string,
    });
    const refusing = service(() => {
      throw new Error("account 12345 may not send to this address");
    });
    const problem = await mail(refusing, "owner@example.com", BODY);
    expect(problem).toEqual({ code: "mail-refused", detail: "The e-mail service did not take it." });
  });
});
