/** What a page asks by itself: questions of an FAQ, which are never the answer, and the letters before answers. */

/** "Q:", "A:", "Question 3:", "Frage:", "R:" (réponse, respuesta, risposta) and the like, with marks around them. */
const PREFIX =
  /^(?:[*_]{1,3})?(?:[QAFR]|question|answer|frage|antwort|pregunta|respuesta|réponse|domanda|risposta|vraag|antwoord|pergunta|resposta|问|答|問|質問|回答)(?:[ \t]*\d{1,3})?(?:[*_]{1,3})?[ \t]*[.:：](?:[*_]{1,3})?[ \t]+/iu;

/** Closers of quotes and emphasis may stand behind the sign. Greek asks with a semicolon. */
const ASKS = /[?？؟]["'”’»)\]*_\s]*$|\p{sc=Grek};["'”’»)\]*_\s]*$/u;

/** What stands before a question or its answer, to be left out; empty where nothing does. */
export function readPrefix(text: string): string {
  return PREFIX.exec(text)?.[0] ?? "";
}

/** @param plain without markup */
export function isQuestion(plain: string): boolean {
  return ASKS.test(plain);
}
