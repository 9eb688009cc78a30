/** Czech. */

import type { ChatWords } from "./words.ts";

export const CZECH: ChatWords = {
  phrases: {
    greeting: "ahoj|čau|dobrý den|dobré ráno|dobrý večer|dobré odpoledne|zdravím|nazdar|haló|dobrej den",
    thanks:
      "děkuji|děkuju|díky|moc děkuji|mockrát děkuji|děkuji moc|moc díky|díky moc|děkuji za pomoc|díky za pomoc|super|skvělé|výborně|rozumím|chápu|jasně|dobře|ok|okej",
    goodbye: "na shledanou|nashledanou|sbohem|měj se|mějte se|dobrou noc|hezký den|pěkný den|zatím|pa|papa",
    "how-are-you": "jak se máš|jak se máte|jak to jde|co je nového|jak je",
    "who-are-you":
      "pomoc|můžete mi pomoct|můžeš mi pomoct|potřebuji pomoc|kdo jsi|kdo jste|co jsi|jak se jmenuješ|jak se jmenujete|jsi bot|jsi robot|jste robot|jsi člověk|jste člověk|co umíš|co umíte|s čím můžeš pomoct|s čím mi můžete pomoci",
    language:
      "česky prosím|prosím česky|v češtině prosím|odpověz česky|můžete odpovědět česky|můžeš odpovědět česky|anglicky prosím|můžete to přeložit",
  },
  fillers: "všem|vám|ti|a|moc|taky|také|dnes|tak|no",
  replies: {
    greeting: "Dobrý den! Co byste chtěli vědět?",
    thanks: "Není zač! Klidně se zeptejte na cokoli dalšího.",
    goodbye: "Na shledanou! Vraťte se, až budete mít otázku.",
    "how-are-you": "Děkuji, dobře! Co pro vás mám najít?",
    "who-are-you":
      "Jsem {name}, automatický asistent. Odpovídám na otázky z dokumentů tohoto webu a ukazuji, odkud každá odpověď pochází.",
    language:
      "Můžete mi psát v mnoha jazycích. Mé odpovědi jsou doslovné citace z tohoto webu, proto je nemohu přeložit.",
  },
  says: {
    noAnswer: "V dokumentaci jsem na to nenašel odpověď.",
    unsure: "Jasnou odpověď jsem nenašel. Nejblíže jsou tyto stránky:",
    contact: "Takto nás můžete kontaktovat:",
  },
};
