/** Whatever way a logo comes into a bot's settings, it is stored as it was made safe. */

import { ProblemError } from "../../../shared/problem.ts";
import type { BotPatch } from "../bot-settings.ts";
import { LogoError } from "./logo-error.ts";

/** @throws ProblemError `invalid-request` where it is no logo */
export async function withSafeLogo<Patch extends BotPatch>(patch: Patch): Promise<Patch> {
  const logo = patch.theme?.logo;
  if (typeof logo !== "string") return patch;
  // With the first logo: it brings a parser of XML, whose tables would take their time at every start.
  const { readLogo } = await import("./logo.ts");
  try {
    return { ...patch, theme: { ...patch.theme, logo: readLogo(logo) } };
  } catch (error) {
    if (!(error instanceof LogoError)) throw error;
    const issue = { path: "theme.logo", message: error.message };
    throw new ProblemError("invalid-request", { detail: `${issue.path}: ${issue.message}`, issues: [issue] });
  }
}
