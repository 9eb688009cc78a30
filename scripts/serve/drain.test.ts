import { expect, it } from "vitest";
import { readBytes } from "../../worker/http/read-body.ts";
import { drain } from "./drain.js";

/** Ten parts of ten bytes, and how many of them were taken. */
function upload(): { body: ReadableStream<Uint8Array>; taken: () => number } {
  let taken = 0;
  const body = new ReadableStream(
    {
      type: "bytes",
      pull(controller) {
        if (taken === 10) {
          controller.close();
          // A read that waits with a buffer of its own ends by this alone.
          controller.byobRequest?.respond(0);
          return;
        }
        taken++;
        controller.enqueue(new Uint8Array(10));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken: () => taken };
}

it("takes all of a body that nobody read", async () => {
  const { body, taken } = upload();
  await drain(body, 100);
  expect(taken()).toBe(10);
});

it("takes what is left of a body that was refused on the way", async () => {
  const { body, taken } = upload();
  const request = new Request("https://x.example/", { method: "POST", body, duplex: "half" } as RequestInit);
  await expect(readBytes(request, 15)).rejects.toMatchObject({ slug: "payload-too-large" });
  expect(taken()).toBe(2);
  await drain(request.body, 100);
  expect(taken()).toBe(10);
});

it("takes so much and no more", async () => {
  const { body, taken } = upload();
  await drain(body, 50);
  expect(taken()).toBe(6);
});

it("lets go of what others read, of what is none, and of what breaks", async () => {
  const { body, taken } = upload();
  body.getReader();
  await drain(body, 100);
  expect(taken()).toBe(0);
  await drain(null, 100);
  await drain(new ReadableStream({ type: "bytes", pull: () => Promise.reject(new Error("gone")) }), 100);
});
