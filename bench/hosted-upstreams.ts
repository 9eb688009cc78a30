/** The strict little servers in a process of their own, for `bench/hosted`: they must not wait for the client that measures. */

import { startOpenAIServer } from "../fakes/openai-server.ts";
import { startPineconeServer } from "../fakes/pinecone-server.ts";

const [pinecone, openai] = await Promise.all([
  startPineconeServer({ dimension: 1_536, clock: "real" }),
  startOpenAIServer(),
]);
process.send?.({ pinecone: pinecone.url, openai: openai.url });
// They end with the process that asked for them.
process.on("disconnect", () => process.exit(0));
