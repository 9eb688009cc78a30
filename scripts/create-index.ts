/** `npm run create-index`: makes the Pinecone index and prints the setting that names it. */

import { readCommandLine } from "./command-line.ts";
import { createPineconeIndex, explainPineconeError } from "./deploy/pinecone-index.ts";

const USAGE = `PINECONE_API_KEY=… npm run create-index -- [options]

  --name NAME          of the index (vegarag)
  --dimensions N       of the embedding model's vectors (1536, for text-embedding-3-small)
  --cloud CLOUD        aws, gcp or azure (aws)
  --region REGION      near where most questions come from (us-east-1)
  --controller URL     another control plane than api.pinecone.io`;

try {
  const { values } = readCommandLine(USAGE, {
    options: {
      name: { type: "string", default: "vegarag" },
      dimensions: { type: "string", default: "1536" },
      cloud: { type: "string", default: "aws" },
      region: { type: "string", default: "us-east-1" },
      controller: { type: "string" },
    },
  });
  const dimensions = Number(values.dimensions);
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 20_000) {
    throw new Error("--dimensions must be a whole number from 1 to 20000.");
  }
  const apiKey = process.env["PINECONE_API_KEY"];
  if (!apiKey) throw new Error(`PINECONE_API_KEY is not set.\n\n${USAGE}`);
  const { name, cloud, region, controller } = values;
  const { host, created } = await createPineconeIndex({
    apiKey,
    name,
    dimensions,
    cloud,
    region,
    ...(controller ? { controller } : {}),
    progress: (text) => console.error(text),
  });
  console.error(created ? "Ready." : "It fits.");
  console.log(`PINECONE_INDEX_HOST=${host}`);
} catch (error) {
  console.error(explainPineconeError(error));
  process.exit(1);
}
