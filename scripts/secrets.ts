/** `npm run secrets`: prints the three secrets a deployment needs, made at random, a line each. */

import { readCommandLine } from "./command-line.ts";
import { makeSecrets } from "./make-secrets.ts";

readCommandLine(
  "npm run secrets\n\nPrints the three secrets that a deployment needs, made at random, a line each.",
  {},
);
for (const [name, value] of Object.entries(makeSecrets())) console.log(`${name}=${value}`);
