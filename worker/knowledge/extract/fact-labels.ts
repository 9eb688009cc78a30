/** What the facts of structured data are called, in the languages of the pages that state them. */

export interface FactLabels {
  hours: string;
  closed: string;
  address: string;
  telephone: string;
  email: string;
  price: string;
  prices: string;
}

type Words = readonly [
  hours: string,
  closed: string,
  address: string,
  telephone: string,
  price: string,
  prices: string,
];

const WORDS = {
  en: ["Opening hours", "closed", "Address", "Telephone", "price", "Price range"],
  de: ["Öffnungszeiten", "geschlossen", "Adresse", "Telefon", "Preis", "Preisklasse"],
  fr: ["Horaires d'ouverture", "fermé", "Adresse", "Téléphone", "prix", "Gamme de prix"],
  es: ["Horario de apertura", "cerrado", "Dirección", "Teléfono", "precio", "Rango de precios"],
  it: ["Orari di apertura", "chiuso", "Indirizzo", "Telefono", "prezzo", "Fascia di prezzo"],
  nl: ["Openingstijden", "gesloten", "Adres", "Telefoon", "prijs", "Prijsklasse"],
  pl: ["Godziny otwarcia", "zamknięte", "Adres", "Telefon", "cena", "Przedział cenowy"],
  pt: ["Horário de funcionamento", "fechado", "Endereço", "Telefone", "preço", "Faixa de preço"],
  sv: ["Öppettider", "stängt", "Adress", "Telefon", "pris", "Prisklass"],
  cs: ["Otevírací doba", "zavřeno", "Adresa", "Telefon", "cena", "Cenové rozpětí"],
  ru: ["Часы работы", "закрыто", "Адрес", "Телефон", "цена", "Диапазон цен"],
  uk: ["Години роботи", "зачинено", "Адреса", "Телефон", "ціна", "Діапазон цін"],
  tr: ["Çalışma saatleri", "kapalı", "Adres", "Telefon", "fiyat", "Fiyat aralığı"],
  el: ["Ώρες λειτουργίας", "κλειστά", "Διεύθυνση", "Τηλέφωνο", "τιμή", "Εύρος τιμών"],
  ar: ["ساعات العمل", "مغلق", "العنوان", "الهاتف", "السعر", "نطاق الأسعار"],
  he: ["שעות פתיחה", "סגור", "כתובת", "טלפון", "מחיר", "טווח מחירים"],
  ja: ["営業時間", "休業", "住所", "電話番号", "価格", "価格帯"],
  zh: ["营业时间", "休息", "地址", "电话", "价格", "价格区间"],
  ko: ["영업시간", "휴무", "주소", "전화번호", "가격", "가격대"],
  th: ["เวลาเปิดทำการ", "ปิด", "ที่อยู่", "โทรศัพท์", "ราคา", "ช่วงราคา"],
  vi: ["Giờ mở cửa", "đóng cửa", "Địa chỉ", "Điện thoại", "giá", "Khoảng giá"],
} as const satisfies Record<string, Words>;

export function factLabels(language: string | undefined): FactLabels {
  const base = language?.split("-")[0] ?? "en";
  const words = Object.hasOwn(WORDS, base) ? WORDS[base as keyof typeof WORDS] : WORDS.en;
  const [hours, closed, address, telephone, price, prices] = words;
  return { hours, closed, address, telephone, email: "E-mail", price, prices };
}
