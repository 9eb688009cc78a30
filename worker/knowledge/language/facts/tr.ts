/** Turkish. Folded, its vowel harmony leaves few forms of an ending. */

import type { LanguageFacts } from "./facts.ts";

export const TURKISH: LanguageFacts = {
  stopWords: [
    "ve veya ya da de ki ile için ama fakat ise gibi kadar göre sonra önce üzere bu şu o bunu şunu onu buna ona bunun onun bir her tüm bütün bazı hiç çok daha en sadece yalnızca",
    "ben sen biz siz onlar bana sana bize size benim senim bizim sizin onların beni seni bizi sizi kendi",
    "var yok mı mi mu mü mıyım miyim musunuz misiniz değil olur olan olarak olmak oldu ediyor eder etmek ediyorsunuz yapmak yapıyor yapabilirim edebilirim miyim istiyorum lazım gerekiyor gerek oluyor",
    "ne nedir neler nasıl neden niçin niye kim kime kimin nerede nereye nereden nerde hangi kaç zaman şey acaba lütfen merhaba teşekkürler beğenmezsem beğenmedim",
  ].join(" "),
  light: "var yapıyor yapılır satıyor kabul ediyor alıyor oluyor istiyorum lazım gerek çalışıyor mümkün",
  asks: {
    number: "kaç|ne kadar|kaça|fiyat|fiyatı|ücreti",
    time: "ne zaman|saat kaçta|kaçta|hangi gün|çalışma saatleri|saatleri",
    place: "nerede|nereye|nereden|nerde",
    person: "kim|kime|kimin",
    reason: "neden|niçin|niye",
    steps: "nasıl|adımlar|örnek|ne yapmalıyım",
  },
  topics: {
    return: "iade iadesi geri değişim değiştirmek",
    delivery: "teslimat kargo gönderim gönderi gönderiyor teslim kargoya gelir ulaşır",
    cost: "fiyat ücret ücreti maliyet fiyatı tutar",
    payment: "ödeme ödemek ödeyebilir nakit kart havale taksit",
    cancel: "iptal iptali",
    warranty: "garanti garantisi",
    hours: "saatleri açık açılış kapalı çalışma kapanıyor açılıyor",
    contact: "iletişim telefon aramak ulaşmak",
    invoice: "fatura faturası fiş",
    discount: "indirim kupon indirimi",
    account: "hesap üyelik kayıt giriş",
    pickup: "mağazadan elden",
    abroad: "yurtdışı yurt uluslararası",
    repair: "tamir onarım bozuldu bozuk tamiri",
    order: "sipariş siparişi siparişim",
    change: "değiştirmek değiştirme güncellemek",
    damage: "kırık hasarlı bozuk kırıldı yırtık",
    track: "takip takibi izleme",
    place: "adres konum",
    gift: "hediye hediyesi",
    parking: "otopark park",
    pets: "köpek köpekler köpeğim köpeğimi evcil",
    wifi: "wifi internet",
    allergy: "alerji alerjisi alerjik alerjen alerjenler",
    gluten: "gluten glutensiz çölyak",
    children: "çocuk çocuklar çocuğum bebek",
    booking: "rezervasyon rezerve",
  },
  endings: [
    "iyorsunuz uyorsunuz iyorum uyorum iyor uyor abilirim ebilirim abilir ebilir acak ecek misiniz musunuz",
    "larindan lerinden larinda lerinde larini lerini larina lerine sindan sinden sinda sinde lari leri ndan nden dan den tan ten nda nde sini sina sine nin nun yla yle",
    "imiz iniz umuz unuz lar ler mak mek ma me si su im in um un da de ta te yi yu ya ye",
    "i u a e",
  ],
  shortest: 4,
  finish(stem) {
    // A last consonant is soft before an ending: "kitap" and "kitabı".
    return stem.replace(/b$/, "p").replace(/d$/, "t").replace(/g$/, "k");
  },
};
