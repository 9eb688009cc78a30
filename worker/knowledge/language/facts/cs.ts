/** Czech. */

import type { LanguageFacts } from "./facts.ts";

export const CZECH: LanguageFacts = {
  stopWords: [
    "a i nebo ale že aby pokud když protože ne ano v ve na z ze s se do od o u po za před přes při pro bez pod nad mezi k ke",
    "já ty on ona ono my vy oni mě mi mně tebe ti tě ho jí jej jim jich nás nám vás vám si sebe můj moje má mé mého mou tvůj váš vaše vaši náš naše svůj své",
    "je jsou jsem jste být byl byla bylo bude budou má mám máte mají mít mohu můžu může můžete lze chci chce chtěl chtěla bych musím musí dělat udělat",
    "to ten ta ty toho té tom tento tato toto takový něco někdo vše všechno každý jiný také taky ještě už jen velmi prosím děkuji ahoj dobrý den",
    "co kdo koho komu jak jaký jaká jaké jakou jakým kdy kde kam odkud proč kolik který která které kterou dlouho zda líbit líbí chtít",
  ].join(" "),
  light: "jste sídlíte najdu máte děláte berete přijímáte prodáváte nabízíte funguje můžu mohu chci potřebuji lze dá",
  asks: {
    number: "kolik|jak dlouho|jak často|jak velký|jaká je cena|stojí|cena",
    time: "kdy|v kolik|otevírací doba|do kdy|od kdy",
    place: "kde|kam|odkud",
    person: "kdo|koho|komu",
    reason: "proč|důvod",
    steps: "jak|jakým způsobem|kroky|příklad|co mám dělat|co dělat",
  },
  topics: {
    return: "vrácení vrátit vracet reklamace výměna vyměnit refundace vrátíte",
    delivery:
      "doručení doručit dodání doprava dopravy dopravu zásilka poslat posíláte balík doručujete dodací posíláme dorazí přijde doručujeme",
    cost: "cena ceny stojí náklady poplatek poplatky",
    payment: "platba platby zaplatit platit hotově kartou dobírka dobírku převodem",
    cancel: "zrušit zrušení stornovat storno zruším",
    warranty: "záruka záruku záruky záruční",
    hours: "otevírací otevřeno doba zavřeno otevřené otevíráte otevřeni",
    contact: "kontakt kontaktovat telefon zavolat",
    invoice: "faktura fakturu účtenka",
    discount: "sleva slevy slevu kupón",
    account: "účet účtu registrace přihlásit",
    pickup: "vyzvednutí vyzvednout odběr osobní",
    abroad: "zahraničí zahraniční",
    repair: "oprava opravy opravit opravujete rozbitý",
    order: "objednávka objednávku objednávky objednat",
    change: "změnit změna změnu upravit",
    damage: "rozbitý rozbitá rozbité poškozený poškozená prasklý vadný",
    track: "sledovat sledování",
    place: "adresa",
    gift: "dárek dárkový dárkové dárky poukaz",
    parking: "parkování parkovat parkoviště zaparkovat",
    pets: "pes psi psa psem psy zvířata zvíře mazlíček",
    wifi: "wifi internet",
    allergy: "alergie alergii alergik alergeny",
    gluten: "lepek lepku bezlepkový bezlepkové",
    children: "dítě děti dětí dětmi dětský",
    booking: "rezervace rezervovat rezervaci",
  },
  endings: [
    "ovani ovane ani eni ami emi ach ech ich ovi eho emu ymi imi ych ovat ujete uje uji ate ete ite ala ali ila ili ou um em ym im at it et al il y i a e o u",
    "i",
  ],
};
