/** `npm run dev`: `npm start` that watches the sources, and takes the same options. */

process.argv.push("--watch");
void import("./start.ts");
