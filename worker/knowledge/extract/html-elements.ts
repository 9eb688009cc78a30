/** What each HTML element means to the extraction: which are read, which are chrome, which end others. */

const set = (names: string): ReadonlySet<string> => new Set(names.split(" "));

export const VOID = set(
  "area base basefont bgsound br col command embed frame hr img input keygen link meta param source track wbr",
);

/** Never read: not shown, not text, or controls. `title` is read aside. */
export const SKIPPED = set(
  "script style template noscript svg annotation annotation-xml iframe object canvas audio video map noembed noframes " +
    "select option optgroup datalist button textarea title nav rp",
);

/** Start and end a line of their own. */
export const BLOCKS = set(
  "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form " +
    "frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu ol p plaintext pre search section " +
    "summary table tbody td tfoot th thead tr ul xmp",
);

/** An open heading ends here even where its end tag is missing. */
export const ENDS_HEADING = set("p ul ol dl table pre section article main hr blockquote form h1 h2 h3 h4 h5 h6");

export const LISTS = set("ul ol menu dir dl");
export const CODE = set("pre listing xmp plaintext");

/** Opening the key ends open elements of the first set, looking no further up than the second. */
export const ENDS_OPEN: ReadonlyMap<string, readonly [ends: ReadonlySet<string>, within: ReadonlySet<string>]> =
  new Map([
    ["li", [set("li"), set("ul ol menu dir table td th")]],
    ["dt", [set("dt dd"), set("dl table td th")]],
    ["dd", [set("dt dd"), set("dl table td th")]],
    ["td", [set("td th"), set("tr table")]],
    ["th", [set("td th"), set("tr table")]],
    ["tr", [set("tr td th"), set("table thead tbody tfoot")]],
    ["tbody", [set("thead tbody tfoot tr td th caption"), set("table")]],
    ["thead", [set("thead tbody tfoot tr td th caption"), set("table")]],
    ["tfoot", [set("thead tbody tfoot tr td th caption"), set("table")]],
  ]);

export const PARAGRAPH = set("p");
export const PARAGRAPH_SCOPE = set("table td th caption button object li dd");

/** An end tag does not reach out of these, unless it is their own kind. */
export const SCOPE = set("table td th caption");
export const TABLE_PARTS = set("table thead tbody tfoot tr td th caption");

const SKIPPED_ROLES = set("navigation search menu menubar toolbar tooltip dialog alertdialog");
/** Short text in a line. */
const IN_LINE = set("span del ins s strike b strong i em bdi small");
const HIDDEN_CLASS = /(?:^|\s)(?:sr-only|visually-hidden|visuallyhidden|screen-reader-text|screen-reader-only)(?:\s|$)/;

export type Attributes = Partial<Record<string, string>>;

/** The attributes the extraction reads; the values of all others are not even kept. */
export const READ_ATTRIBUTES = set(
  "hidden aria-hidden style class id role property name content open lang type rel href alt aria-label aria-controls " +
    "aria-labelledby data-target data-bs-target data-toggle data-bs-toggle bgcolor color colspan rowspan start value data-nosnippet aria-expanded x-show",
);

/** Parts of a line. */
export const INLINE = set("span a b strong i em small time data");

/** Signs of a formula, which stand apart. */
export const SIGNS = set("mi mn mo mtext");

/** What they say is never one word with what stands beside them. */
export const CONTROLS = set("label button input select textarea");

export const roleOf = ({ role }: Attributes): string => role?.trim().toLowerCase() ?? "";

/** Never text of the page, whatever is clicked. */
export function isNoText(name: string, attributes: Attributes): boolean {
  if (name === "dialog") return attributes.open === undefined;
  return SKIPPED.has(name) || SKIPPED_ROLES.has(roleOf(attributes)) || isForEars(attributes);
}

/** Shown to those who look and hidden from those who listen, as shops do with a price that they say in words beside it. */
export function isForEyes(name: string, attributes: Attributes): boolean {
  return IN_LINE.has(name) && attributes.hidden === undefined && isHiddenByAttribute(attributes);
}

/** For those who listen. */
export function isForEars({ class: classes }: Attributes): boolean {
  return classes !== undefined && HIDDEN_CLASS.test(classes);
}

/** Not shown as the page opens, by its attributes. */
export function isHiddenByAttribute(attributes: Attributes): boolean {
  return attributes.hidden !== undefined || attributes["aria-hidden"]?.trim().toLowerCase() === "true";
}
