/** Emoji by the names that people write for them: those that say something, in place of it; the others say nothing. */

const TELLING: Readonly<Record<string, string>> = {
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", check: "✔️", x: "❌", no_entry: "⛔",
  no_entry_sign: "🚫", negative_squared_cross_mark: "❎", cross_mark: "❌", warning: "⚠️", information_source: "ℹ️",
  exclamation: "❗", question: "❓", "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", red_circle: "🔴",
  green_circle: "🟢", yellow_circle: "🟡", large_blue_circle: "🔵", star: "⭐", heart: "❤️", lock: "🔒", unlock: "🔓",
  key: "🔑", phone: "☎️", email: "📧", envelope: "✉️", clock: "🕐", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️",
  arrow_down: "⬇️", heavy_plus_sign: "➕", heavy_minus_sign: "➖", new: "🆕", free: "🆓", construction: "🚧", hourglass: "⌛",
}; // prettier-ignore

/** Undefined where the word is no name: it says something with letters around a colon. */
export function emojiOf(name: string): string | undefined {
  if (Object.hasOwn(TELLING, name)) return TELLING[name];
  return /^[a-z][a-z0-9_+-]+$/.test(name) ? "" : undefined;
}
