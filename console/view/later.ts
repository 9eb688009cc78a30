/** What is opened less often, loaded as one file with the first of it: files apart would compress to a quarter more. */

export { AuditLog } from "./audit.tsx";
export { Danger } from "./danger.tsx";
export { HandoffScreen } from "./handoff.tsx";
export { Keys } from "./keys.tsx";
export { Install } from "./install.tsx";
export { Look } from "./look.tsx";
export { Palette } from "./palette.tsx";
export { Playground } from "./playground.tsx";
export { Usage } from "./usage.tsx";
