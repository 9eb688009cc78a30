/** Vietnamese. Words do not change, so there is nothing to stem. */

import type { LanguageFacts } from "./facts.ts";

export const VIETNAMESE: LanguageFacts = {
  stopWords: [
    "và hoặc hay nhưng mà thì là của cho với từ đến tại ở trong ngoài trên dưới vào ra bằng về theo nếu khi vì để do bởi không chưa đã đang sẽ được bị có phải cũng vẫn còn chỉ rất quá lắm này kia đó ấy những các một mọi mỗi cái",
    "tôi bạn anh chị em mình chúng ta họ nó shop ạ nhé à vậy xin vui lòng cảm ơn chào muốn cần thể làm nên",
    "gì ai nào đâu sao thế mấy bao nhiêu lâu giờ khi như thích",
  ].join(" "),
  light: "có làm bán nhận được cần muốn",
  asks: {
    number: "bao nhiêu|mấy|bao lâu|giá|mất bao",
    time: "khi nào|mấy giờ|bao giờ|giờ mở cửa|lúc nào",
    place: "ở đâu|đâu|chỗ nào",
    person: "ai",
    reason: "tại sao|vì sao|lý do|sao lại",
    steps: "như thế nào|thế nào|làm sao|cách|bằng cách nào|các bước|ví dụ",
  },
  topics: {
    return: "trả hoàn đổi",
    delivery: "giao ship vận chuyển gửi",
    cost: "giá phí tiền",
    payment: "thanh toán thẻ",
    cancel: "hủy huỷ",
    warranty: "hành",
    hours: "mở cửa đóng",
    contact: "liên hệ điện thoại",
    invoice: "hóa hoá",
    discount: "giảm khuyến voucher",
    account: "tài khoản",
    pickup: "lấy nhận",
    abroad: "nước quốc",
    repair: "sửa hỏng",
    order: "đơn",
    change: "thay",
    damage: "vỡ rách hư",
    track: "dõi",
    place: "địa",
    gift: "quà",
    parking: "đỗ đậu",
    pets: "chó thú",
    wifi: "wifi internet",
    allergy: "ứng",
    gluten: "gluten",
    children: "trẻ bé",
    booking: "đặt",
  },
};
