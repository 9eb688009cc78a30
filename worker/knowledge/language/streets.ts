/** Streets with their number: what a text says to a question for nothing but a place, whichever word it has for it. */

/** How one stands beside the words of a text, where no word can. */
export const STREET = "street:";

/** Its number before or behind. Of folded text. */
const ADDRESS =
  /\p{Nd}.{0,20}(?<!\p{L})(?:street|road|lane|avenue|square|rue|avenue|place|quai)(?!\p{L})|(?:strasse|str\.|weg|gasse|platz|straat|plein|laan|(?<!\p{L})(?:calle|plaza|avenida|via|piazza|rua|praca|ul\.|ulica|rue|route|chemin|allee|impasse|boulevard|place)(?!\p{L}).{0,30})\s*,?\s*\p{Nd}/iu;

/** @param folded as `foldText` leaves a text */
export const namesStreet = (folded: string): boolean => ADDRESS.test(folded);
