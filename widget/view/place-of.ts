/** Where a link leads, as seen from the page that is open. */

export type Place = "page" | "site" | "elsewhere";

/** The page is the same whatever its fragment. @returns undefined for what leads nowhere */
export function placeOf(
  url: string,
  from: Pick<Location, "origin" | "pathname" | "search"> = location,
): Place | undefined {
  let to: URL;
  try {
    to = new URL(url);
  } catch {
    return undefined;
  }
  if (to.origin !== from.origin) return "elsewhere";
  const trim = (path: string) => path.replace(/\/(index\.html)?$/, "");
  return trim(to.pathname) === trim(from.pathname) && to.search === from.search ? "page" : "site";
}
