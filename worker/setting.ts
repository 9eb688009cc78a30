/** One setting at a time, out of an environment in which everything is unchecked. */

/** Bindings and text, as the runtime hands them over. */
export type Unchecked = object;

/** Thrown where a setting cannot be used; `setting` names what the operator has to mend. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly setting: string;

  constructor(setting: string, complaint: string) {
    super(`The setting ${setting} ${complaint}.`);
    this.setting = setting;
  }
}

const EXAMPLES = /^(change[-_ ]?me|example|secret|password|test|todo|xxx+|\.\.\.|<.*>)/i;

export function settingOf(env: Unchecked, name: string): unknown {
  return (env as Record<string, unknown>)[name];
}

/** Undefined where it is missing, empty or an example: a key that nothing chosen needs may be anything. */
export function usable(env: Unchecked, name: string): string | undefined {
  const value = settingOf(env, name);
  return typeof value === "string" && value.trim() !== "" && !EXAMPLES.test(value) ? value : undefined;
}

/** @param advice follows the complaint. @throws SettingsError where it is missing, empty or an example */
export function required(env: Unchecked, name: string, advice = ""): string {
  const value = settingOf(env, name);
  if (typeof value !== "string" || value.trim() === "") throw new SettingsError(name, `is missing${advice}`);
  if (EXAMPLES.test(value)) throw new SettingsError(name, `still has an example value${advice}`);
  return value;
}

/** @throws SettingsError where something else is set; what is set is never replaced by the preset */
export function oneOf(env: Unchecked, name: string, values: readonly string[], preset: string): string {
  const value = settingOf(env, name);
  if (value === undefined) return preset;
  if (typeof value !== "string" || !values.includes(value))
    throw new SettingsError(name, `must be one of ${values.join(", ")}`);
  return value;
}

/** A whole number from 1 to `most`. @throws SettingsError */
export function countOf(env: Unchecked, name: string, preset: number, most: number): number {
  const text = settingOf(env, name);
  if (text === undefined) return preset;
  const count = typeof text === "string" && /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) throw new SettingsError(name, `must be a whole number from 1 to ${most}`);
  return count;
}
