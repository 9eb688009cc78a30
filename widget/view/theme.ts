/** Accent and theme: an owner's accent is corrected until text and controls in it can be read. Pure. */

import { inkOn, luminance, parseColour, type Rgb } from "../colour.ts";

/** What accents stand on: the panel's background, light and dark. */
const LIGHT: Rgb = [255, 255, 255];
const DARK: Rgb = [27, 30, 36];

export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const toHex = (colour: Rgb) => `#${colour.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;

/** The colour, moved towards black or white until it has 4.6 to 1 on the background. */
export function readable(colour: Rgb, background: Rgb): Rgb {
  const towards = luminance(background) > 0.19 ? 0 : 255;
  for (let step = 0; step < 20; step++) {
    const mixed = colour.map((channel) => Math.round(channel + ((towards - channel) * step) / 20)) as Rgb;
    if (contrast(mixed, background) >= 4.6) return mixed;
  }
  return [towards, towards, towards];
}

/** Custom properties for an accent, or undefined where it is no colour. */
export function accentProperties(accent: string): Record<string, string> | undefined {
  const colour = parseColour(accent);
  if (!colour) return undefined;
  return {
    "--_accent": toHex(colour),
    "--_on-accent": inkOn(colour),
    "--_ink-light": toHex(readable(colour, LIGHT)),
    "--_ink-dark": toHex(readable(colour, DARK)),
  };
}
