/** Spanish. */

import type { ChatWords } from "./words.ts";

export const SPANISH: ChatWords = {
  phrases: {
    greeting: "hola|buenos dias|buenas tardes|buenas noches|buenas|que hay|saludos",
    thanks:
      "gracias|muchas gracias|mil gracias|muchisimas gracias|te lo agradezco|perfecto|genial|vale|de acuerdo|entendido|estupendo|ok",
    goodbye: "adios|hasta luego|hasta pronto|hasta manana|nos vemos|chao|chau|que tengas un buen dia|buen dia",
    "how-are-you":
      "como estas|como esta usted|como esta|que tal|que tal estas|como te va|como va|como va todo|todo bien",
    "who-are-you":
      "ayuda|ayúdame|puedes ayudarme|me puedes ayudar|me pueden ayudar|puede ayudarme|necesito ayuda|quien eres|quien es usted|que eres|como te llamas|como se llama|cual es tu nombre|eres un bot|eres un robot|eres humano|eres una persona|que puedes hacer|que sabes hacer|en que puedes ayudarme|en que me puedes ayudar",
    language:
      "en español por favor|por favor en español|español por favor|responde en español|puedes responder en español|puede responder en español|puedes contestar en español|en castellano por favor|en inglés por favor|puedes traducirlo|puedes traducir eso|tradúcelo",
  },
  fillers: "a todos|por tu ayuda|por su ayuda|por la ayuda|por todo|muy|y|tambien|amigo|hoy|tu",
  replies: {
    greeting: "¡Hola! ¿Qué te gustaría saber?",
    thanks: "¡De nada! Pregunta lo que necesites.",
    goodbye: "¡Hasta luego! Vuelve cuando tengas otra pregunta.",
    "how-are-you": "¡Muy bien, gracias! ¿Qué puedo buscar para ti?",
    "who-are-you":
      "Soy {name}, un asistente automático. Respondo preguntas con los documentos de este sitio y muestro de dónde viene cada respuesta.",
    language:
      "Puedes escribirme en muchos idiomas. Mis respuestas son citas literales de este sitio, por eso no puedo traducirlas.",
  },
  says: {
    noAnswer: "No he encontrado una respuesta a eso en la documentación.",
    unsure: "No he encontrado una respuesta clara. Estas páginas son las que más se acercan:",
    contact: "Así puedes ponerte en contacto con nosotros:",
  },
};
