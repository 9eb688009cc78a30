/** The same tests inside workerd, where the adapters run in earnest. */

import "./generator.test.ts";
