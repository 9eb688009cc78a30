/** The language a document says it is in. */

/** The tag with its parts in their usual case, such as `pt-BR`; undefined where it is none (RFC 5646, its common forms). */
export function parseLanguage(text: string | undefined): string | undefined {
  const tag = text?.trim().replaceAll("_", "-") ?? "";
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(tag)) return undefined;
  return tag
    .split("-")
    .map((part, at) =>
      at === 0
        ? part.toLowerCase()
        : part.length === 4 && /^[A-Za-z]+$/.test(part)
          ? part[0]!.toUpperCase() + part.slice(1).toLowerCase()
          : part.length === 2
            ? part.toUpperCase()
            : part,
    )
    .join("-");
}
