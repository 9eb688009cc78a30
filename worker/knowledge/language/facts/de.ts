/** German. */

import type { LanguageFacts } from "./facts.ts";

export const GERMAN: LanguageFacts = {
  stopWords: [
    "der die das den dem des ein eine einen einem einer eines kein keine keinen und oder aber doch denn sondern als ob wenn dass weil damit",
    "ich du er sie es wir ihr mich mir dich dir uns euch ihnen ihm ihn man sich mein meine meinen meinem meiner dein deine ihre ihren unser unsere sein seine seinen",
    "in im ins an am auf aus bei beim mit nach von vom vor zu zum zur für über unter um durch gegen ohne bis seit zwischen pro ab",
    "ist sind seid bin bist war waren sein wird werden wurde wurden werde hat haben habe hatte hast kann können kannst könnte könnten muss müssen soll sollen sollte darf dürfen will wollen möchte möchten mag würde lassen lässt",
    "nicht auch nur noch schon sehr so da dann hier dort dies diese dieser diesen dieses jede jeder jedes alle alles etwas mehr wieder immer mal bitte danke hallo eigentlich überhaupt denn etwa einfach",
    "was wer uhr wem wen wie wo wann warum wieso weshalb welche welcher welches welchen welchem woher wohin womit wofür wieviel viel viele lange gibt geht gibts es habt ihr euch euer eure eurem euren gefällt gefallen gern",
  ].join(" "),
  light:
    "befindet befinden liegt liegen finde finden findet finden nehmt nimmt nehmen nehme macht machen mache bietet bieten verkauft verkaufen geht gehen funktioniert klappt bekomme bekommen kriege kriegen brauche brauchen akzeptiert akzeptieren führt möglich gibts schaffe zwei eins mitbringen rein erlaubt gestattet zugelassen zeit betrag",
  asks: {
    number:
      "wie viel|wie viele|wieviel|wie lange|wie oft|wie hoch|wie teuer|wie groß|wie weit|wie schnell|was kostet|was kosten|kosten",
    time: "wann|um wie viel uhr|ab wann|bis wann|öffnungszeiten|seit wann",
    place: "wo|woher|wohin",
    person: "wer|wem|wen|wessen",
    reason: "warum|wieso|weshalb|aus welchem grund",
    steps:
      "wie kann|wie muss|wie soll|wie geht|wie mache|wie richte|wie stelle|wie installiere|wie funktioniert|wie ändere|wie bekomme|wie wird|anleitung|was muss ich tun|was tun",
  },
  topics: {
    return:
      "rückgabe zurückgeben zurückschicken zurücksenden rücksendung retoure retouren rückerstattung erstattung erstatten umtausch umtauschen widerruf widerrufen zurückgibt umgetauscht zurücknehmen",
    delivery:
      "lieferung liefern lieferzeit versand versenden verschicken paket zustellung geliefert porto verschickt schickt schicken lieferdauer",
    cost: "kosten kostet preis preise gebühr gebühren teuer",
    payment: "zahlung zahlen bezahlen bezahlung zahlungsart zahlungsarten bar überweisung vorkasse lastschrift raten",
    cancel: "kündigen kündigung stornieren stornierung abbestellen storno storniert",
    warranty: "garantie gewährleistung",
    hours: "öffnungszeiten geöffnet öffnen geschlossen offen",
    contact: "kontakt telefon telefonnummer anrufen erreichen",
    invoice: "rechnung rechnungen beleg quittung",
    discount: "rabatt rabatte gutschein ermäßigung nachlass rabattcode",
    account: "konto benutzerkonto anmelden anmeldung registrieren",
    pickup: "abholung abholen abgeholt mitnehmen",
    abroad: "ausland international auslands",
    repair: "reparatur reparieren kaputt defekt flicken geflickt repariert",
    order: "bestellung bestellungen bestellen bestellt auftrag",
    change: "ändern änderung geändert wechseln aktualisieren",
    damage: "beschädigt kaputt defekt zerbrochen gebrochen gerissen",
    track: "sendungsverfolgung verfolgen tracking sendungsnummer",
    place: "adresse anschrift standort",
    gift: "geschenk geschenke gutschein gutscheine geschenkkarte",
    parking: "parken parkplatz parkplätze parkhaus tiefgarage stellplätze parkmöglichkeiten",
    pets: "hund hunde haustier haustiere vierbeiner",
    wifi: "wlan wifi internet",
    allergy: "allergie allergien allergiker allergene allergisch unverträglichkeit",
    gluten: "gluten glutenfrei zöliakie",
    children: "kind kinder baby babys kleinkind kleinkinder",
    booking: "buchung buchen reservierung reservieren reserviert tischreservierung",
  },
  phrases: {
    place: "so finden sie uns|so findet ihr uns|so findest du uns|wo wir sind|wo sie uns finden",
    return:
      "schicke * zurück|schicken * zurück|zurück schicken|zurück geben|gebe * zurück|geben * zurück|bringe * zurück|bringen * zurück",
  },
  endings: ["ungen heiten keiten ung heit keit", "ern em er en es est et st e s n t", "lich isch ig", "e"],
  shortest: 4,
  finish(stem) {
    // "geliefert" and "liefern": what is left of a participle is the verb.
    const bare = stem.length >= 7 && stem.startsWith("ge") ? stem.slice(2) : stem;
    return bare;
  },
  compounds: true,
  capitalNouns: true,
};
