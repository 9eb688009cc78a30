/** Finds a Chromium for the browser tests, and installs one where that is ours to do. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Features that Playwright switches off itself: of two such switches Chromium takes the last alone. */
export const PLAYWRIGHT_OFF = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "TcpPortRandomizationWin",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "msForceBrowserSignIn",
  "msEdgeUpdateLaunchServicesPreferredVersion",
];

/** Pages of the window's own address bar, which nobody sees: a third of the processor time of a page's visit. */
export const ADDRESS_BAR = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"];

/** Absolute path, or undefined where there is none. `CHROMIUM_PATH` names one by hand. */
export function findChromium(): string | undefined {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") return existsSync(named) ? named : undefined;
  const folders = ["/usr/bin", ...(process.env["PATH"] ?? "").split(delimiter)];
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES].find((path) =>
    existsSync(path),
  );
}

/** @throws Error that says what to install */
export function ensureChromium(note: (text: string) => void): string {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.env["CHROMIUM_PATH"])
    throw new Error(`CHROMIUM_PATH names ${process.env["CHROMIUM_PATH"]}, which is not there.`);
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    note("Installing Chromium for the browser tests …");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const run = (...args: string[]) =>
      spawnSync("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"] }).status === 0;
    if (run("update", "-qq") && run("install", "-y", "-qq", "--no-install-recommends", "chromium")) {
      const installed = findChromium();
      if (installed !== undefined) return installed;
    }
  }
  throw new Error(
    "The browser tests need Chromium. Install it (on Debian: apt-get install chromium), or set CHROMIUM_PATH.",
  );
}
