/**
 * The facts that stand above a Markdown page for its generator: YAML between `---`, TOML between `+++`, or a
 * JSON object. Only what is flat is understood; the rest is skipped, and nothing of it is text of the page.
 */

export type FrontMatterValue = string | boolean | string[];

export interface FrontMatter {
  /** Names in lower case. Of YAML and TOML the top level only, of JSON too. */
  fields: ReadonlyMap<string, FrontMatterValue>;
  body: string;
}

/** Longer ones are looked at to here; what follows is still no text. */
const READ_CHARACTERS = 20_000;
/** No JSON above a page is longer. */
const JSON_CHARACTERS = 100_000;

const OPENING = /^(?:(---)[ \t]*(?:ya?ml)?|(\+\+\+)[ \t]*|---toml[ \t]*|(;;;|---json)[ \t]*)\n/;

/** `source` has `\n` line ends and no byte order mark. */
export function takeFrontMatter(source: string): FrontMatter {
  const none: FrontMatter = { fields: new Map(), body: source };
  if (source.startsWith("{")) return takeJsonObject(source) ?? none;
  const opening = OPENING.exec(source);
  if (!opening) return none;
  const [, yaml, toml, json] = opening;
  const close = yaml
    ? /\n(?:---|\.\.\.)[ \t]*(?:\n|$)/g
    : toml
      ? /\n\+\+\+[ \t]*(?:\n|$)/g
      : /\n(?:---|;;;)[ \t]*(?:\n|$)/g;
  // From the newline of the opening line, so that empty front matter closes too.
  close.lastIndex = opening[0].length - 1;
  const end = close.exec(source);
  if (!end) return none;
  const inner = source.slice(opening[0].length, end.index + 1);
  const body = source.slice(end.index + end[0].length);
  if (json) {
    const value = parseObject(inner);
    return value === undefined ? none : { fields: fieldsOfJson(value), body };
  }
  if (yaml) {
    // A first paragraph between two rules is no front matter.
    if (inner.trim() !== "" && !/^[ \t]*[\w"'-]+[ \t]*:/m.test(inner)) return none;
    return { fields: fieldsOfYaml(inner.slice(0, READ_CHARACTERS)), body };
  }
  if (inner.trim() !== "" && !/^[ \t]*(?:[\w"'.-]+[ \t]*=|\[)/m.test(inner)) return none;
  return { fields: fieldsOfToml(inner.slice(0, READ_CHARACTERS)), body };
}

/** A text of one line, or undefined where the field is none. */
export function textOf({ fields }: Pick<FrontMatter, "fields">, name: string): string | undefined {
  const value = fields.get(name);
  return typeof value === "string" && value.trim() !== "" ? value.replace(/\s+/g, " ").trim() : undefined;
}

/** YAML's and TOML's words for it, as generators read them. */
export function flagOf({ fields }: Pick<FrontMatter, "fields">, name: string): boolean | undefined {
  const value = fields.get(name);
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  if (/^(?:true|yes|on|1)$/i.test(value)) return true;
  return /^(?:false|no|off|0)$/i.test(value) ? false : undefined;
}

function fieldsOfYaml(yaml: string): Map<string, FrontMatterValue> {
  const fields = new Map<string, FrontMatterValue>();
  const lines = yaml.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const match = /^(["']?)([\w.-]+)\1[ \t]*:(?:[ \t]+(.*))?$/.exec(lines[at]!);
    if (!match) continue;
    const name = match[2]!.toLowerCase();
    const first = (match[3] ?? "").trim();
    const below: string[] = [];
    // A list may stand at the margin; everything else that belongs to the field is indented.
    while (at + 1 < lines.length && /^(?:[ \t]+\S|[ \t]*-[ \t]|[ \t]*$)/.test(lines[at + 1]!))
      below.push(lines[++at]!.trim());
    const value = yamlValue(first, below);
    if (value !== undefined && !fields.has(name)) fields.set(name, value);
  }
  return fields;
}

function yamlValue(first: string, below: readonly string[]): FrontMatterValue | undefined {
  if (/^[|>][+-]?\d?$/.test(first)) return below.join(first.startsWith("|") ? "\n" : " ").trim();
  if (first === "" || first.startsWith("#")) {
    const items = below.filter((line) => /^-[ \t]/.test(line)).map((line) => scalar(line.slice(1).trim(), "#"));
    return items.length > 0 ? items : undefined;
  }
  const continued = [first, ...below].join(" ").trim();
  if (first.startsWith("[")) return flowList(continued);
  if (first.startsWith("{") || first.startsWith("&") || first.startsWith("*")) return undefined;
  return booleanOr(first, scalar(continued, "#"));
}

function fieldsOfToml(toml: string): Map<string, FrontMatterValue> {
  const fields = new Map<string, FrontMatterValue>();
  const lines = toml.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trim();
    // What follows belongs to a table, such as `[params]`.
    if (/^\[\[?[\w."' -]+\]\]?$/.test(line)) break;
    const match = /^(["']?)([\w.-]+)\1[ \t]*=[ \t]*(.*)$/.exec(line);
    if (!match) continue;
    let value = match[3]!;
    const triple = /^("""|''')/.exec(value)?.[1];
    const closing = triple ?? (value.startsWith("[") ? "]" : undefined);
    if (closing !== undefined) {
      const rest = () => value.slice(triple?.length ?? 0);
      while (!rest().includes(closing) && at + 1 < lines.length) value += `\n${lines[++at]!}`;
    }
    const name = match[2]!.toLowerCase();
    if (fields.has(name)) continue;
    if (triple !== undefined) fields.set(name, value.slice(3, value.indexOf(triple, 3)).trim());
    else if (value.startsWith("[")) fields.set(name, flowList(value));
    else if (!value.startsWith("{")) fields.set(name, booleanOr(value, scalar(value, "#")));
  }
  return fields;
}

/** A JSON object at the very start, with a name that front matter has: a page may begin with a brace as well. */
function takeJsonObject(source: string): FrontMatter | undefined {
  const end = objectEnd(source);
  if (end === undefined) return undefined;
  const value = parseObject(source.slice(0, end));
  if (value === undefined || !/^[ \t]*(?:\n|$)/.test(source.slice(end, end + 80))) return undefined;
  const fields = fieldsOfJson(value);
  if (!["title", "date", "draft", "slug", "description", "url"].some((name) => fields.has(name))) return undefined;
  return { fields, body: source.slice(end).replace(/^[ \t]*\n/, "") };
}

/** Behind the brace that closes the first one. */
function objectEnd(source: string): number | undefined {
  let depth = 0;
  let quoted = false;
  const most = Math.min(source.length, JSON_CHARACTERS);
  for (let at = 0; at < most; at++) {
    const char = source[at]!;
    if (quoted) {
      if (char === "\\") at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function fieldsOfJson(value: Record<string, unknown>): Map<string, FrontMatterValue> {
  const fields = new Map<string, FrontMatterValue>();
  for (const [name, field] of Object.entries(value)) {
    if (typeof field === "string" || typeof field === "boolean") fields.set(name.toLowerCase(), field);
    else if (typeof field === "number") fields.set(name.toLowerCase(), String(field));
    else if (Array.isArray(field))
      fields.set(
        name.toLowerCase(),
        field.filter((item) => typeof item === "string"),
      );
  }
  return fields;
}

function booleanOr(raw: string, value: string): FrontMatterValue {
  const bare = raw.replace(/[ \t]+#.*$/, "").trim();
  return bare === "true" || bare === "false" ? bare === "true" : value;
}

/** Quotes undone, comments gone. */
function scalar(text: string, comment: string): string {
  const double = /^"((?:[^"\\]|\\.)*)"/s.exec(text);
  if (double) return double[1]!.replace(/\\(?:n|(.))/gs, (_, char: string | undefined) => char ?? " ");
  const single = /^'((?:[^']|'')*)'/s.exec(text);
  if (single) return single[1]!.replaceAll("''", "'");
  const at = text.search(new RegExp(`(?:^|[ \\t])${comment}`));
  return (at < 0 ? text : text.slice(0, at)).trim();
}

function flowList(text: string): string[] {
  const inner = text.slice(1, text.includes("]") ? text.lastIndexOf("]") : undefined);
  return [...inner.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^,\s"'][^,]*)/g)]
    .map(([, double, single, bare]) => (double ?? single ?? bare ?? "").trim())
    .filter((item) => item !== "");
}
