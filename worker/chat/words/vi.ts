/** Vietnamese. */

import type { ChatWords } from "./words.ts";

export const VIETNAMESE: ChatWords = {
  phrases: {
    greeting:
      "xin chào|chào|chào bạn|chào shop|chào em|chào anh|chào chị|alo|hello shop|xin chào bạn|chào buổi sáng|chào buổi tối",
    thanks:
      "cảm ơn|cám ơn|cảm ơn bạn|cảm ơn nhiều|cảm ơn rất nhiều|cảm ơn shop|cám ơn nhiều|xin cảm ơn|cảm ơn vì đã giúp|tuyệt vời|tuyệt|hiểu rồi|được rồi|ok|vâng",
    goodbye: "tạm biệt|chào tạm biệt|hẹn gặp lại|bai|bai bai|chúc ngủ ngon|ngủ ngon|chúc một ngày tốt lành",
    "how-are-you": "bạn khỏe không|bạn có khỏe không|bạn thế nào|dạo này thế nào|có khỏe không",
    "who-are-you":
      "bạn là ai|em là ai|bạn tên gì|tên bạn là gì|bạn tên là gì|bạn là bot à|bạn có phải là bot không|bạn có phải robot không|bạn có phải là người không|bạn làm được gì|bạn có thể làm gì|bạn giúp được gì",
    language:
      "tiếng việt nhé|bằng tiếng việt nhé|làm ơn trả lời bằng tiếng việt|trả lời bằng tiếng việt|bạn có thể trả lời bằng tiếng việt không|bằng tiếng anh nhé",
  },
  fillers: "mọi người|nhé|ạ|à|nha|rất|nhiều|bạn|shop|em|anh|chị|và|nhe",
  replies: {
    greeting: "Xin chào! Bạn muốn biết điều gì?",
    thanks: "Không có gì! Cần gì thêm bạn cứ hỏi.",
    goodbye: "Tạm biệt! Có câu hỏi bạn cứ quay lại.",
    "how-are-you": "Tôi khỏe, cảm ơn bạn! Tôi tìm gì giúp bạn?",
    "who-are-you":
      "Tôi là {name}, trợ lý tự động. Tôi trả lời câu hỏi từ tài liệu của trang này và cho biết mỗi câu trả lời lấy từ đâu.",
    language:
      "Bạn có thể viết cho tôi bằng nhiều ngôn ngữ. Câu trả lời của tôi là trích dẫn nguyên văn từ trang này nên tôi không thể dịch.",
  },
  says: {
    noAnswer: "Tôi không tìm thấy câu trả lời cho điều đó trong tài liệu.",
    unsure: "Tôi không tìm thấy câu trả lời rõ ràng. Những trang này gần nhất:",
    contact: "Bạn có thể liên hệ với chúng tôi như sau:",
  },
};
