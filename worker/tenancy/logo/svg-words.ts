/** The part of SVG that a logo is drawn with. What is not here is left out: there is no list of what is dangerous. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const ELEMENTS = words(`
  svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan
  linearGradient radialGradient stop clipPath mask pattern`);

/** They mean nothing here but what is in them. */
export const OPENED = words("a switch");

/** Something that can be seen. */
export const DRAWN = words("path rect circle ellipse line polyline polygon text use");

/** Those of `style` and of rules as well: there they become attributes. */
export const PRESENTATION = words(`
  fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit
  stroke-dasharray stroke-dashoffset opacity color display visibility clip-path clip-rule mask overflow
  stop-color stop-opacity font-family font-size font-weight font-style letter-spacing text-anchor
  dominant-baseline vector-effect paint-order shape-rendering transform`);

export const GEOMETRY = words(`
  id d points x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height viewBox preserveAspectRatio pathLength
  gradientUnits gradientTransform spreadMethod offset clipPathUnits maskUnits maskContentUnits
  patternUnits patternContentUnits patternTransform textLength lengthAdjust`);

/** Elements that may point at another part of the same picture. */
export const POINTING = words("use linearGradient radialGradient pattern");
