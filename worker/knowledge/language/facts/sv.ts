/** Swedish. */

import type { LanguageFacts } from "./facts.ts";

export const SWEDISH: LanguageFacts = {
  stopWords: [
    "en ett den det de och eller men om att som när då så inte ej i på av till från med för vid under över efter före utan mellan hos inom per",
    "jag du han hon vi ni man mig dig honom henne oss er dem sig min mitt mina din ditt dina sin sitt sina vår vårt våra ert era deras",
    "är var vara varit blir bli har hade ha kan kunde måste ska skall skulle vill ville får få fick gör göra går gå finns",
    "denna detta dessa här där också bara mycket mer något någon några allt alla varje annan redan igen nu gärna tack hej snälla",
    "vad vem vilka vilken vilket hur var vart varifrån när varför länge många gillar gillade",
  ].join(" "),
  light: "hittar ligger finns har gör tar säljer erbjuder funkar fungerar går ska kan vill behöver få finns",
  asks: {
    number: "hur många|hur mycket|hur länge|hur ofta|hur stor|hur dyr|hur snabbt|vad kostar|pris|kostar",
    time: "när|vilken tid|hur dags|öppettider",
    place: "var|vart|varifrån",
    person: "vem|vilka",
    reason: "varför|anledning",
    steps: "hur gör|hur kan|hur ska|hur får|hur fungerar|steg|exempel|vad ska jag göra",
  },
  topics: {
    return: "retur returnera returer återbetalning återlämna ångerrätt byta byte tillbaka returnerar",
    delivery: "leverans leverera leveranstid frakt skicka skickar paket fraktar levererar skickas levereras",
    cost: "kostnad kostar pris priser avgift kostnader dyrt",
    payment: "betalning betala betalningssätt kort kontant",
    cancel: "avboka avbeställa avbryta uppsägning avbeställning ångra",
    warranty: "garanti garantin",
    hours: "öppettider öppet öppnar stängt stänger öppna stängda",
    contact: "kontakt kontakta telefon telefonnummer ringa nå mejl",
    invoice: "faktura fakturor kvitto",
    discount: "rabatt rabatter rabattkod",
    account: "konto registrera",
    pickup: "hämta upphämtning avhämtning hämtar",
    abroad: "utomlands utlandet internationell",
    repair: "reparation reparera reparationer trasig laga lagar",
    order: "order beställning beställningar beställa köp",
    change: "ändra ändring byta",
    damage: "trasig trasigt skadad skadat sönder defekt",
    track: "spåra spårning",
    place: "adress",
    gift: "present presenter presentkort",
  },
  endings: [
    "arnas ernas ornas arna erna orna ande heten heter aste aren ades ade are ast ens ern het ar er or en et as es at a e s n",
    "a e",
  ],
  compounds: true,
};
