/** Polish. */

import type { LanguageFacts } from "./facts.ts";

export const POLISH: LanguageFacts = {
  stopWords: [
    "i a oraz lub albo ale więc że żeby aby jeśli jeżeli gdy bo nie tak w we z ze na do od o u po za przed przez przy dla bez pod nad między ponad około",
    "ja ty on ona ono my wy oni one mnie mi ciebie ci go jej jemu im ich nas nam was wam się sobie mój moja moje mojego moją mojej twój wasz wasza wasze nasz nasza nasze swój",
    "jest są jestem być był była było będzie będą ma mam macie mają mieć mogę może możecie można moge chcę chcę chciałbym chciałabym trzeba muszę musi powinienem robi zrobić",
    "to ten ta te tego tej tym tych taki taka takie coś ktoś wszystko każdy każda inny też także jeszcze już tylko bardzo proszę dziękuję cześć witam",
    "co kto godzinie kogo komu jak jaki jaka jakie jakich jakim kiedy gdzie skąd dokąd dlaczego czemu czy ile ilu który która które których długo spodoba podoba",
  ].join(" "),
  light:
    "jesteście znajdujecie znajduje znaleźć macie robicie robi przyjmujecie przyjmuje sprzedajecie oferujecie działa mogę można chcę chciałbym potrzebuję dać zrobić przyjść zabrać wejść dozwolone czas",
  asks: {
    number: "ile|ilu|jak długo|jak często|jak duży|jaka cena|kosztuje|kosztują|cena",
    time: "kiedy|o której|w jakich godzinach|godziny otwarcia|do kiedy|od kiedy",
    place: "gdzie|skąd|dokąd",
    person: "kto|kogo|komu",
    reason: "dlaczego|czemu|powód",
    steps: "jak|w jaki sposób|kroki|przykład|co mam zrobić|co zrobić",
  },
  topics: {
    return: "zwrot zwroty zwrócić zwrotu zwracać oddać refundacja wymiana wymienić zwracam oddaję",
    delivery:
      "dostawa dostawy dostarczyć wysyłka wysyłki wysłać wysyłacie przesyłka paczka dostarczacie wysyłamy dostarczamy przyjdzie dojdzie dotrze",
    cost: "cena ceny koszt koszty kosztuje kosztują opłata opłaty",
    payment: "płatność płatności zapłacić płacić gotówką gotówka kartą przelew raty ratach",
    cancel: "anulować anulowanie odwołać zrezygnować rezygnacja anuluj anulowania",
    warranty: "gwarancja gwarancji gwarancję",
    hours: "godziny otwarte otwarcia czynne zamknięte otwarty czynny",
    contact: "kontakt skontaktować telefon telefonu zadzwonić",
    invoice: "faktura fakturę faktury paragon",
    discount: "rabat rabaty zniżka zniżki zniżkę kupon",
    account: "konto konta rejestracja zalogować",
    pickup: "odbiór odebrać odbioru osobisty",
    abroad: "zagranica zagranicę granicą zagraniczne",
    repair: "naprawa naprawy naprawić naprawiacie zepsuty",
    order: "zamówienie zamówienia zamówienie zamawiać zamówić zakup",
    change: "zmienić zmiana zmiany edytować",
    damage: "uszkodzony uszkodzona uszkodzone zepsuty złamany pęknięty stłuczony",
    track: "śledzenie śledzić śledzenia",
    place: "adres jesteśmy lokalizacja dojazd",
    gift: "prezent prezenty podarunkowa upominek podarunkowe",
    parking: "parking parkingi parkować zaparkować parkowanie parkingu",
    pets: "pies psy psem psa psami zwierzęta zwierzęciem zwierzaki",
    wifi: "wifi internet",
    allergy: "alergia alergie alergii alergeny alergenów uczulenie",
    gluten: "gluten glutenu bezglutenowe bezglutenowy celiakia",
    children: "dziecko dzieci dziecka dzieckiem niemowlę",
    booking: "rezerwacja rezerwacje rezerwacji zarezerwować rezerwować",
  },
  phrases: { place: "jak dojechać|gdzie nas znaleźć" },
  endings: [
    "owania owanie ania anie enia enie iami ami ach owi iem em ego emu iej ej ymi imi ych ich owac uja ujecie uje acie icie ecie ymy amy imy alem ala ali ilem ila ili ow om ac ic yc ec ia ie io iu y i a e o u",
    "i",
  ],
};
