/**
 * What visitors of the demo's two companies might type, written before anybody looked at what the bots say to it,
 * and what may be said to each. Judged by `demo.test.ts`.
 */

export interface DemoQuestion {
  ask: string;
  /** The pages answer it, in these words: each has to stand in an answer. Absent where they do not. */
  says?: readonly RegExp[];
  /** Would be beside the point. */
  never?: RegExp;
  /** What else than `answered`, `unsure` and `declined` it may end as. */
  also?: "contact" | "small-talk";
  /** The one way it may end. */
  only?: "contact";
}

export const DEMO_QUESTIONS: Readonly<Record<string, readonly DemoQuestion[]>> = {
  brinewren: [
    { ask: "how much is shipping", says: [/5\.90|11\.50|€19/], never: /Batteries|lithium|Housings|warranty/ },
    { ask: "is the wind sensor waterproof", says: [/IP68/] },
    { ask: "what do you sell", says: [/instruments|Vane W2|wind/i], never: /sell my|Remove them|One per cent/ },
    { ask: "Do you sell sails", never: /sail[a-z]* (?:with|on)|One per cent|Remove them|harbour clean/ },
    { ask: "Which phones are supported", says: [/iOS 17/], never: /by phone, within/ },
    { ask: "does it work on android?", says: [/Android 11/] },
    { ask: "what does the wind sensor cost", says: [/349/] },
    { ask: "how much is the vane", says: [/349/], never: /779/ },
    { ask: "how much is deck 4", says: [/229/], never: /779/ },
    { ask: "price of the starter set?", says: [/779/] },
    { ask: "how long is the warranty", says: [/three-year/] },
    { ask: "Is lightning covered by the warranty?", says: [/does not cover|not\s+cover lightning/] },
    { ask: "do you ship to the USA?", says: [/not deliver outside of Europe/], never: /Netherlands/ },
    { ask: "do you deliver to Norway", says: [/Norway/], never: /^\W*We do not deliver/ },
    { ask: "How long does delivery to Germany take?", says: [/2 to 3 working days/] },
    { ask: "can i return it after using it", says: [/60 days/] },
    { ask: "how do i send something back?", says: [/label/] },
    { ask: "when do I get my money back", says: [/5 working days/] },
    { ask: "my parcel arrived damaged", says: [/7 days/, /photo/] },
    { ask: "can I pay with PayPal?", says: [/credit cards/], never: /You can return|€4\.50/ },
    { ask: "what payment methods do you take", says: [/credit cards/] },
    { ask: "can I pay by invoice", says: [/invoice/] },
    { ask: "how do I cancel my plan", says: [/cancel/] },
    { ask: "is there a free plan?", says: [/Harbour/] },
    { ask: "difference between Passage and Fleet?", says: [/Fleet/], never: /Vane/ },
    { ask: "how many boats can I have on Fleet", says: [/25/] },
    { ask: "is there a student discount", says: [/Sailing schools/], never: /IP68/ },
    { ask: "Do sailing schools get a discount?", says: [/40 %/] },
    { ask: "display shows three dashes", says: [/20 seconds/] },
    { ask: "what does error E2 mean", says: [/No echo/], never: /Water inside|Two boats/ },
    { ask: "E7", says: [/Water inside/], never: /No echo/ },
    { ask: "how do I reset the wind sensor to factory settings", says: [/30 seconds/], never: /Motor straight/ },
    { ask: "how to calibrate", says: [/Motor straight ahead/] },
    { ask: "battery life of the display?", says: [/three weeks/] },
    { ask: "does it work with a raymarine autopilot", says: [/NMEA|Knot Hub/] },
    { ask: "can the depth sensor go through a steel hull", says: [/does not work through wood, steel/] },
    { ask: "how deep can it measure", says: [/90/] },
    { ask: "do I have to drill holes in the hull", says: [/no hole is drilled|Glued/i] },
    { ask: "who founded the company", never: /VAT|plan costs/ },
    { ask: "where are you located", never: /Tracks are stored/ },
    { ask: "where are the instruments made", says: [/Estonia/] },
    { ask: "when was Brinewren founded", says: [/2016/] },
    { ask: "can I visit you", says: [/first Friday/] },
    { ask: "is my data sold", says: [/do not sell/] },
    { ask: "how do I delete my account", says: [/Account, Privacy/] },
    { ask: "what happens to my tracks if I cancel", says: [/12 months/] },
    { ask: "can I talk to a human", only: "contact" },
    { ask: "i need to speak with someone from support", only: "contact" },
    { ask: "Kann ich mit einem Menschen sprechen?", only: "contact" },
    { ask: "what is your email address", only: "contact" },
    { ask: "opening hours", says: [/8:00 to 17:00/], also: "contact" },
    { ask: "Do you have an app for Apple Watch?", never: /Vane W2 takes|update/i },
    { ask: "Is it better than Garmin?", never: /Vane|Deck/ },
    { ask: "what's the weather like today", never: /./ },
    { ask: "who are you?", also: "small-talk", says: [/./] },
    { ask: "porpoises?", says: [/Porpoises hear it/] },
    { ask: "cancel my order", never: /plan on any day/ },
    { ask: "can I cancel an order?", never: /plan on any day/ },
    { ask: "battery life", never: /Updates come/ },
    { ask: "can two people use one account", never: /Fourteen people/ },
    { ask: "where is my order", never: /Ask for a label/ },
    { ask: "change my address", never: /berth number/ },
    { ask: "what does shipping cost", says: [/5\.90|11\.50|€19/], never: /warranty|lithium/ },
  ],
  quillmoss: [
    { ask: "when are you open", says: [/Wednesday to Saturday/], also: "contact" },
    { ask: "how much is delivery", says: [/6\.50|9\.80/] },
    { ask: "are ferns toxic to cats", says: [/safe for cats|poisonous/i] },
    { ask: "my fern has brown tips", says: [/air is too dry/], never: /spores/ },
    { ask: "why are the leaves yellow", says: [/too much water/], never: /too dry/ },
    { ask: "how often should I water a boston fern", says: [/three days|every 3 days/], never: /every three months/ },
    { ask: "do you deliver to france", says: [/Austria, Germany and Luxembourg/], never: /every day/ },
    { ask: "can I send a plant back", says: [/cannot be sent back/] },
    { ask: "my plant arrived frozen", says: [/photo/] },
    { ask: "what do you sell?", says: [/fern|moss/i], never: /Returns/ },
    { ask: "do you sell roses", never: /fern/i },
    { ask: "how do I build a terrarium", says: [/gravel/] },
    { ask: "which plants do well in shade", says: [/moss|fern/i] },
    { ask: "can I cancel the subscription", says: [/five days before/] },
    { ask: "what is Fern Post", says: [/new plant every month|subscription/i] },
    { ask: "do you use pesticides", says: [/predatory mites|never a spray/] },
    { ask: "can I bring my dog", says: [/Dogs are welcome/], never: /safe for cats/ },
    { ask: "gift card", never: /given as a present|card that tells/ },
  ],
};
