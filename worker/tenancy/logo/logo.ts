/** A bot's logo: what an owner uploads, as the small safe picture that visitors are shown. It is kept as a `data:` URL. */

import { LIMITS } from "../../../shared/config.ts";
import { LogoError } from "./logo-error.ts";
import { cleanPng, isPng } from "./png.ts";
import { cleanSvg } from "./svg.ts";

/** @throws LogoError with what is wrong, in words */
export function makeLogo(bytes: Uint8Array): string {
  verifySize(bytes.length);
  if (isPng(bytes)) return `data:image/png;base64,${base64(cleanPng(bytes))}`;
  const safe = new TextEncoder().encode(cleanSvg(textOf(bytes)));
  verifySize(safe.length);
  return `data:image/svg+xml;base64,${base64(safe)}`;
}

/** One that comes in a setting. @throws LogoError */
export function readLogo(url: string): string {
  const [, encoding, data] = /^data:image\/(?:png|svg\+xml)(?:;charset=utf-8)?(;base64)?,(.*)$/is.exec(url) ?? [];
  if (data === undefined) throw new LogoError("Must be a PNG or an SVG as a data: URL.");
  let bytes: Uint8Array;
  try {
    bytes =
      encoding === undefined
        ? new TextEncoder().encode(decodeURIComponent(data))
        : Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new LogoError("The data: URL cannot be decoded.", { cause });
  }
  return makeLogo(bytes);
}

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

function verifySize(bytes: number): void {
  if (bytes > LIMITS.logoBytes) throw new LogoError(`Must be at most ${LIMITS.logoBytes / 1_024} KB.`);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    throw new LogoError("Must be a PNG or an SVG.", { cause });
  }
}
