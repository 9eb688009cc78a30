/** Dutch. */

import type { LanguageFacts } from "./facts.ts";

export const DUTCH: LanguageFacts = {
  stopWords: [
    "de het een en of maar want dus als dat die dit deze daar hier er te in op aan met van voor bij naar uit over om door tot tegen zonder onder na per binnen",
    "ik jij je u hij zij ze wij we jullie mij me hem haar hen hun ons onze mijn jouw uw zijn zich men",
    "is zijn ben bent was waren wordt worden werd heb hebt heeft hebben had kan kunt kunnen kon mag mogen moet moeten wil wilt willen wou zal zullen zou zouden doe doet doen gaat gaan laten krijg krijgt",
    "niet geen ook nog al wel zo dan nu toch heel zeer meer iets niets alles alle elk elke ander andere weer graag alstublieft hallo bedankt",
    "wat wie laat waar wanneer waarom hoe welk welke hoeveel hoelang waarmee waarvoor waarheen lang veel bevalt leuk vind",
  ].join(" "),
  light:
    "zitten zit vinden vind hebben doen doet neemt nemen accepteren accepteert verkopen verkoopt bieden biedt werkt kan mogelijk krijg krijgen nodig graag geven meenemen meebrengen mee toegestaan tijd bedrag",
  asks: {
    number: "hoeveel|hoe lang|hoelang|hoe vaak|hoe groot|hoe hoog|hoe duur|hoe snel|wat kost|wat kosten|kosten|prijs",
    time: "wanneer|hoe laat|openingstijden|tot wanneer|welke dag",
    place: "waar|waarheen|in welke stad",
    person: "wie",
    reason: "waarom|reden",
    steps: "hoe kan|hoe moet|hoe doe|hoe werkt|hoe stel|hoe krijg|stappen|voorbeeld|wat moet ik doen",
  },
  topics: {
    return:
      "retour retourneren terugsturen teruggeven terugbetaling terugbetalen ruilen omruilen herroepen terugbrengen terugstuur ruil",
    delivery:
      "levering leveren levertijd bezorging bezorgen verzending verzenden verzendkosten pakket geleverd bezorgd bezorgkosten stuur sturen opsturen verstuurd verzendt levert",
    cost: "kosten kost prijs prijzen tarief duur",
    payment: "betaling betalen betaalmethode betaalmethoden contant creditcard overschrijving",
    cancel: "annuleren annulering opzeggen opzegging annuleer opzeg",
    warranty: "garantie",
    hours: "openingstijden open geopend gesloten openingsuren dicht",
    contact: "contact telefoon telefoonnummer bellen bereiken",
    invoice: "factuur facturen bon",
    discount: "korting kortingen kortingscode",
    account: "account inloggen registreren",
    pickup: "afhalen ophalen opgehaald",
    abroad: "buitenland internationaal",
    repair: "reparatie repareren kapot defect stuk gerepareerd",
    order: "bestelling bestellingen bestellen besteld",
    change: "wijzigen wijziging veranderen aanpassen",
    damage: "kapot beschadigd stuk gebroken defect gescheurd",
    track: "volgen track trace tracking",
    place: "adres locatie routebeschrijving",
    gift: "cadeau cadeaus cadeaubon kado cadeaukaart",
    parking: "parkeren parkeerplaats parkeerplaatsen parkeergarage parkeer",
    pets: "hond honden huisdier huisdieren",
    wifi: "wifi internet",
    allergy: "allergie allergieën allergisch allergenen intolerantie",
    gluten: "gluten glutenvrij coeliakie",
    children: "kind kinderen baby peuter kids",
    booking: "reservering reserveren boeking boeken geboekt gereserveerd",
  },
  phrases: {
    place: "waar wij zitten|waar we zitten|zo vind je ons",
    return: "stuur * terug|sturen * terug",
  },
  endings: ["heden heid ingen ing", "tjes tje jes je en es e s t", "lijk ig"],
  finish(stem) {
    // One letter where spelling doubles it for the sound alone: "betaal" and "betalen", "bestel" and "bestellen".
    return stem
      .replace(/([bcdfghjklmnpqrstvwxz])\1$/, "$1")
      .replace(/([aeou])\1([bcdfghjklmnpqrstvwxz])$/, "$1$2")
      .replace(/v$/, "f")
      .replace(/z$/, "s");
  },
  compounds: true,
};
