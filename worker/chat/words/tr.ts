/** Turkish. */

import type { ChatWords } from "./words.ts";

export const TURKISH: ChatWords = {
  phrases: {
    greeting:
      "merhaba|merhabalar|selam|selamlar|gunaydın|gunaydin|iyi gunler|iyi aksamlar|iyi akşamlar|selamun aleykum",
    thanks:
      "tesekkurler|tesekkur ederim|cok tesekkurler|cok tesekkur ederim|sagol|sagolun|sag ol|sag olun|eyvallah|tamam|anladım|anladim|harika|super",
    goodbye:
      "hosca kal|hoscakal|hosca kalın|hoscakalın|gorusuruz|gorusmek uzere|gule gule|iyi geceler|bay bay|kendine iyi bak",
    "how-are-you": "nasılsın|nasilsin|nasılsınız|nasilsiniz|ne haber|naber|nasıl gidiyor|nasil gidiyor|iyi misin",
    "who-are-you":
      "yardım|yardım edin|yardım eder misin|bana yardım eder misin|yardıma ihtiyacım var|sen kimsin|kimsin|siz kimsiniz|kimsiniz|nesin|adın ne|adin ne|adınız ne|ismin ne|robot musun|bot musun|insan mısın|insan misin|ne yapabilirsin|neler yapabilirsin|nasıl yardımcı olabilirsin",
    language:
      "türkçe lütfen|lütfen türkçe|türkçe cevap ver|türkçe cevap verir misin|türkçe yanıtlar mısınız|ingilizce lütfen|çevirir misin",
  },
  fillers: "herkese|yardımın icin|yardımınız icin|yardimin icin|cok|ve|size|sana|de|da",
  replies: {
    greeting: "Merhaba! Ne öğrenmek istersiniz?",
    thanks: "Rica ederim! Başka bir sorunuz olursa yazın.",
    goodbye: "Hoşça kalın! Sorunuz olursa yine beklerim.",
    "how-are-you": "İyiyim, teşekkürler! Sizin için ne arayayım?",
    "who-are-you":
      "Ben {name}, otomatik bir asistanım. Soruları bu sitenin belgelerinden yanıtlar ve her yanıtın nereden geldiğini gösteririm.",
    language:
      "Bana birçok dilde yazabilirsiniz. Yanıtlarım bu siteden kelimesi kelimesine alıntılardır, bu yüzden onları çeviremem.",
  },
  says: {
    noAnswer: "Belgelerde bunun yanıtını bulamadım.",
    unsure: "Net bir yanıt bulamadım. En yakın sayfalar bunlar:",
    contact: "Bize şu yollarla ulaşabilirsiniz:",
  },
};
