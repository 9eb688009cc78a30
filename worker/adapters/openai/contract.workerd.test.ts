/** The same tests inside workerd, where the adapters run in earnest. */

import "./contract.test.ts";
