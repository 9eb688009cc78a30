/** English. Its stems are Porter's (`../porter.ts`). */

import type { LanguageFacts } from "./facts.ts";

export const ENGLISH: LanguageFacts = {
  stopWords: [
    // Lucene's English list.
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with",
    // Pronouns, auxiliaries, prepositions and fillers that a visitor's sentence is full of.
    "i me my mine myself we us our ours you your yours he him his she her hers its them theirs",
    "am been being were has have had having do does did done doing can could may might must shall should would cannot",
    "from about than too very just also any some so only own same both each other because while during until",
    // What splitting leaves of "don't".
    "s t d ll m re ve don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn ain",
    // Words for what is not named.
    "something anything everything nothing someone anyone everyone somebody anybody everybody thing things stuff",
    // Question words and the politeness around them.
    "what which who whom whose when where why how tell explain please hi hello hey thanks thank know want wonder wondering",
  ].join(" "),
  light:
    "example examples show step steps way help need want get use using make possible able available happen happens happened change changed question correct right best good kind sort find mean means work works offer provide available sell sold sells support supported supports stock carry take accept accepted say says tell one two people person put before after options option",
  asks: {
    number:
      "how many|how much|how long|how often|how far|how big|how large|how old|how high|how small|how fast|what number|what percentage|what percent|what share|what size|what length|what limit|what price|what amount|which version|which port|maximum|minimum|cost|costs|price",
    time: "when|how soon|how late|how early|what time|what date|which year|which date|what year|opening hours",
    place: "where|which city|which country",
    person: "who|whom|whose",
    reason: "why|how come|reason|what causes",
    steps:
      "how do|how can|how could|how should|how would|how to|how does one|what should i do|what do i do|what must i do|show me|example|steps",
  },
  topics: {
    return: "return returns refund refunds reimburse reimbursement exchange exchanges",
    delivery: "delivery deliver ship shipping shipment parcel dispatch postage deliveries shipped delivered",
    cost: "cost costs price prices pricing fee",
    payment: "pay payment payments paying cash",
    cancel: "cancel cancellation terminate termination cancelled cancelling",
    warranty: "warranty guarantee guaranteed",
    hours: "hours open opening opens opened",
    contact: "contact phone telephone",
    invoice: "invoice invoices receipt",
    discount: "discount discounts coupon voucher",
    account: "account login signup profile",
    pickup: "pickup",
    abroad: "abroad international overseas worldwide",
    repair: "repair repairs broken",
    order: "order orders ordered purchase",
    change: "change changes changing modify edit amend",
    damage: "broken damaged damage smashed cracked faulty defective torn",
    track: "track tracking tracked tracker",
    place: "address located location directions",
    gift: "gift gifts voucher",
    parking: "parking",
    pets: "dog dogs pet pets puppy",
    wifi: "wifi wlan internet wireless",
    allergy: "allergy allergies allergic allergen allergens intolerance",
    gluten: "gluten coeliac celiac",
    children: "child children kid kids baby babies toddler toddlers",
    booking: "booking bookings reservation reservations reserve reserved",
  },
  phrases: {
    hours: "you close|you closed|closing times?|you shut|close at|close on",
    payment: "instal(?:l)?ments?",
    booking: "book * table|book * room|book online|book ahead|book in advance",
    pickup: "pick * up|picking * up|pick up|picking up|collect * order|collect in store|click and collect",
    place: "find us|where we are|visit us|getting here|how to get here",
    return: "send * back|sending * back|give * back|giving * back|bring * back",
  },
};
