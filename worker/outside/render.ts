/**
 * A page that scripts fill, as a browser shows it: Cloudflare's Browser Run, where an operator has bound it. It
 * reaches the public web alone, like everything else that asks an address of an owner.
 */

/** `[browser] binding = "BROWSER"` in wrangler.toml. Remote only, so it is not there by default. */
export interface BrowserBinding {
  quickAction(action: "markdown", options: { url: string; userAgent?: string }): Promise<Response>;
}

const MOST_CHARACTERS = 5 * 1024 * 1024;

/** The page as Markdown; undefined where the browser could not render it. */
export async function renderPage(browser: BrowserBinding, url: string, userAgent: string): Promise<string | undefined> {
  try {
    const response = await browser.quickAction("markdown", { url, userAgent });
    if (!response.ok) throw new Error(`the browser answered ${response.status}`);
    const { success, result } = (await response.json()) as { success?: unknown; result?: unknown };
    if (success !== true || typeof result !== "string") throw new Error("the browser gave no Markdown");
    return result.length <= MOST_CHARACTERS ? result : undefined;
  } catch (error) {
    // The page stays one that needs a browser; the operator's log says why.
    console.error("a page could not be rendered", url, error);
    return undefined;
  }
}
