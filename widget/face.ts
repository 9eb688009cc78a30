/**
 * What is known of a bot before it is asked: its public settings, from the server, from the device's memory
 * or from the snippet. Checked field by field: an object where text was due must not reach the view.
 */

import type { Contact, EmbedConfig, LanguageTexts } from "../shared/chat.ts";
import { addressOf, objectOf, textOf, textsOf } from "./loose.ts";

export interface Face extends EmbedConfig {
  contact: Contact;
}

/** @param lang the panel's own language: the owner's words in it come before the others */
export function parseFace(given: unknown, lang: string): Face {
  const told = objectOf(given);
  const theme = objectOf(told["theme"]);
  const notice = objectOf(told["notice"]);
  const contact = objectOf(told["contact"]);
  const form = objectOf(contact["form"]);
  const own = objectOf(objectOf(told["texts"])[lang]) as LanguageTexts;
  const suggestions = textsOf(own.suggested_questions);
  const language = textOf(told["language"]);
  // What is said in another language than the panel speaks gives way to the panel's own words.
  const foreign = language && language.split("-")[0] !== lang;
  return {
    name: textOf(told["name"]),
    greeting: textOf(own.greeting) || (foreign ? "" : textOf(told["greeting"])),
    suggested_questions: suggestions[0] ? suggestions : textsOf(told["suggested_questions"]),
    theme: {
      accent: textOf(theme["accent"]),
      mode: textOf(theme["mode"]) as "auto",
      position: textOf(theme["position"]) as "left",
      headline: textOf(theme["headline"]),
      label: textOf(theme["label"]),
      // Nothing that a page view could be told to anybody by.
      logo: /^data:image\//.test(textOf(theme["logo"])) ? textOf(theme["logo"]) : "",
    },
    notice: { text: textOf(notice["text"]), url: addressOf(notice["url"]), consent: notice["consent"] === true },
    contact: {
      text: textOf(contact["text"]),
      url: addressOf(contact["url"]),
      email: textOf(contact["email"]),
      ...(contact["form"]
        ? {
            form: {
              fields: (form["fields"] ? textsOf(form["fields"]) : ["name", "email"]) as "name"[],
              consent_text: textOf(form["consent_text"]),
            },
          }
        : {}),
    },
  };
}
