import { expect, test } from "vitest";
import { wordsOfFolded } from "./cut.ts";
import { daysOf } from "./days.ts";
import { foldText } from "./fold.ts";
import type { Language } from "./languages.ts";

test.each<[Language, string, string]>([
  ["en", "Tuesday to Friday, 10 am to 6 pm", "2345"],
  ["en", "Mon-Fri 9–5, Sat 10–4", "123456"],
  ["en", "Friday through Monday", "567 1"],
  ["en", "are you open on sundays?", "7"],
  ["en", "on weekends", "67"],
  ["en", "open daily from 8 am", "1234567"],
  ["en", "the cat sat in the sun", ""],
  ["de", "Dienstag bis Freitag 9–12:30 Uhr, Sa 9–13 Uhr", "23456"],
  ["de", "habt ihr sonntags offen", "7"],
  ["de", "so ist das, mo hat mich gefragt", ""],
  ["es", "De miércoles a sábado de 13:00 a 16:00. Los domingos solo a mediodía", "34567"],
  ["fr", "du lundi au vendredi", "12345"],
  ["fr", "mon ami", ""],
  ["it", "dal lunedì al venerdì", "12345"],
  ["nl", "maandag t/m vrijdag", "12345"],
  ["pt", "de segunda a sexta, das 9 às 18", "12345"],
  ["pt", "a segunda porta", ""],
  ["pl", "od poniedziałku do piątku", "12345"],
  ["cs", "od pondělí do pátku", "12345"],
  ["ru", "с понедельника по пятницу", "12345"],
  ["sv", "måndag–fredag", "12345"],
])("%s: %s", (language, text, expected) => {
  const folded = foldText(text);
  const days = daysOf(folded, wordsOfFolded(folded), language).flatMap(({ forms }) =>
    forms.map((form) => form.replace("day:", "")),
  );
  expect(days.join("")).toBe(expected.replace(" ", ""));
});
