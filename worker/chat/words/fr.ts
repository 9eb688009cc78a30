/** French. */

import type { ChatWords } from "./words.ts";

export const FRENCH: ChatWords = {
  phrases: {
    greeting: "bonjour|salut|bonsoir|coucou|bjr|allo",
    thanks:
      "merci|merci beaucoup|merci bien|mille mercis|grand merci|parfait|super|genial|d accord|compris|c est note|ok",
    goodbye: "au revoir|a bientot|a plus|a plus tard|bonne journee|bonne soiree|bonne nuit|adieu|a demain",
    "how-are-you":
      "ca va|comment ca va|comment allez vous|comment vas tu|comment tu vas|vous allez bien|tu vas bien|quoi de neuf",
    "who-are-you":
      "aide|aide moi|aidez moi|peux tu m'aider|pouvez vous m'aider|tu peux m'aider|j'ai besoin d'aide|besoin d'aide|qui es tu|qui etes vous|tu es qui|vous etes qui|comment tu t appelles|comment t appelles tu|comment vous appelez vous|quel est ton nom|quel est votre nom|es tu un robot|etes vous un robot|es tu humain|etes vous humain|que peux tu faire|que pouvez vous faire|que sais tu faire",
    language:
      "en français s'il vous plaît|en français s'il te plaît|en français svp|en français stp|français svp|réponds en français|répondez en français|peux tu répondre en français|pouvez vous répondre en français|tu peux répondre en français|en anglais s'il vous plaît|en anglais svp|peux tu traduire|pouvez vous traduire",
  },
  fillers:
    "a tous|tout le monde|pour votre aide|pour ton aide|pour l aide|et|aussi|encore|infiniment|tres|monsieur|madame",
  replies: {
    greeting: "Bonjour ! Que souhaitez-vous savoir ?",
    thanks: "Avec plaisir ! N’hésitez pas si vous avez une autre question.",
    goodbye: "Au revoir ! Revenez quand vous voulez.",
    "how-are-you": "Très bien, merci ! Que puis-je chercher pour vous ?",
    "who-are-you":
      "Je suis {name}, un assistant automatique. Je réponds aux questions à partir des documents de ce site et je montre d’où vient chaque réponse.",
    language:
      "Vous pouvez m’écrire dans de nombreuses langues. Mes réponses citent ce site mot pour mot, je ne peux donc pas les traduire.",
  },
  says: {
    noAnswer: "Je n’ai pas trouvé de réponse à cela dans la documentation.",
    unsure: "Je n’ai pas trouvé de réponse claire. Ces pages s’en approchent le plus :",
    contact: "Voici comment nous joindre :",
  },
};
