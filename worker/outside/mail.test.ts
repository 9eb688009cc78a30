import { describe, expect, it } from "vitest";
import { mail, type MailBindings, sendsMail } from "./mail.ts";

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
        text: "reference: K7M-2QXW\nname: Ann\nmessage: Call me\nplease",
      },
    ]);
  });

  it("is not sent where nothing is bound, or where the service refuses, and says so", async () => {
    expect(sendsMail({})).toBe(false);
    expect(await mail({}, "owner@example.com", BODY)).toContain("send_email");
    const refusing = service(() => {
      throw new Error("account 12345 may not send to this address");
    });
    const problem = await mail(refusing, "owner@example.com", BODY);
    expect(problem).toBe("The e-mail service did not take it.");
  });
});
