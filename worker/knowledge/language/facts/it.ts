/** Italian. */

import type { LanguageFacts } from "./facts.ts";

export const ITALIAN: LanguageFacts = {
  stopWords: [
    "il lo la i gli le l un uno una di a da in con su per tra fra del dello della dei degli delle al allo alla ai agli alle dal dalla dai nel nella nei nelle sul sulla sui sulle e ed o ma se che non né anche",
    "io tu lui lei noi voi loro mi ti si ci vi ne me te mio mia miei mie tuo tua suo sua suoi sue nostro nostra vostro vostra vostri",
    "è sono sei siamo siete essere era ho hai ha abbiamo avete hanno avere c'è posso può puoi possiamo potete possono potrei devo deve dovete voglio vuole vorrei fare faccio fa fate fanno bisogna serve",
    "questo questa questi queste quello quella quelli quelle qualcosa qualche tutto tutta tutti tutte più meno molto già ancora così solo come quando dove perché",
    "che cosa cos ora chi quale quali qual quanto quanta quanti quante favore ciao grazie salve piace piacciono",
  ].join(" "),
  light:
    "trovate trova trovo trovarvi avete fate fare accettate accettano prendete vendete offrite funziona serve posso voglio vorrei possibile mettere bisogna devo portare portarlo portarla entrare importo ammessi ammesso",
  asks: {
    number: "quanto|quanta|quanti|quante|che prezzo|prezzo|costa|costano",
    time: "quando|a che ora|che giorno|orari|orario|fino a quando|entro quando",
    place: "dove|in quale città",
    person: "chi",
    reason: "perché|motivo",
    steps: "come|passaggi|esempio|cosa devo fare|che devo fare",
  },
  topics: {
    return: "reso resi restituire restituzione rimborso rimborsare cambio cambiare restituisco cambi",
    delivery:
      "spedizione spedire spedizioni spedite consegna consegnare consegnate pacco spediamo spedisce consegne corriere arriva arrivo",
    cost: "prezzo prezzi costo costi costa costano tariffa",
    payment: "pagamento pagare pagamenti carta carte contanti bonifico contrassegno",
    cancel: "annullare annullamento disdire disdetta cancellare annullo cancella cancello",
    warranty: "garanzia",
    hours: "orari orario aperto aperti apertura chiuso chiusi aprite aprono chiudete chiudono aperta",
    contact: "contatto contatti contattare telefono chiamare",
    invoice: "fattura fatture ricevuta",
    discount: "sconto sconti buono",
    account: "conto account registrazione registrarsi",
    pickup: "ritiro ritirare",
    abroad: "estero internazionale",
    repair: "riparazione riparare riparazioni rotto guasto riparate",
    order: "ordine ordini ordinare acquisto",
    change: "cambiare modificare modifica cambio",
    damage: "rotto rotta rotti rotte danneggiato danneggiata difettoso difetto",
    track: "tracciare tracciamento tracking",
    place: "indirizzo siamo sede ubicazione",
    gift: "regalo regali regalare",
    parking: "parcheggio parcheggi parcheggiare posteggio",
    pets: "cane cani animali animale",
    wifi: "wifi internet",
    allergy: "allergia allergie allergico allergica allergeni intolleranza",
    gluten: "glutine celiaco celiaca celiaci celiachia",
    children: "bambino bambini bambina neonato neonati",
    booking: "prenotazione prenotare prenotazioni prenoto",
  },
  phrases: {
    place: "dove trovarci|come raggiungerci",
    return: "mandare * indietro|mando * indietro",
  },
  endings: [
    "azioni azione izioni izione zioni zione amenti amento imenti imento atori atore anza enza abile ibile mente iva ivo",
    "eranno erebbe ando endo iamo avano evano ate ete ite ato ata ati ito ita iti uto uta uti are ere ire ano ono a e i o",
    "i h",
  ],
};
