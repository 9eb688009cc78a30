/** `npm run secrets`: prints the three secrets a deployment needs, made at random, a line each. */

import { makeSecrets } from "./make-secrets.ts";

for (const [name, value] of Object.entries(makeSecrets())) console.log(`${name}=${value}`);
