/** Colour arithmetic for accents that owners choose: WCAG 2.2 relative luminance and contrast. Pure. */

export type Rgb = [number, number, number];

/** `#rgb` or `#rrggbb`; anything else is not a colour. */
export function parseColour(text: string): Rgb | undefined {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(text)?.[1];
  if (!hex) return undefined;
  const wide = hex.length > 3 ? hex : hex.replace(/./g, "$&$&");
  const number = Number.parseInt(wide, 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

export function luminance([red, green, blue]: Rgb): number {
  const linear = (channel: number) => {
    const value = channel / 255;
    return value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** White or near-black, whichever reads better on the colour: one of them always reaches 4.5 to 1. */
export function inkOn(colour: Rgb): string {
  // Where contrast with white and with #111 are equal.
  return luminance(colour) > 0.19 ? "#111" : "#fff";
}
