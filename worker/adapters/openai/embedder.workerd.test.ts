/** The same tests inside workerd, where the adapters run in earnest. */

import "./embedder.test.ts";
