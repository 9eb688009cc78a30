/** `npm run dev`: `npm start` that watches the sources, and takes the same options. */

// Before what was typed: after it, a last option without its value would take this for one.
process.argv.splice(2, 0, "--watch");
void import("./start.ts");
