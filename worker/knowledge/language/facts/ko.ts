/** Korean. Particles stand behind a word without a space. */

import type { LanguageFacts } from "./facts.ts";

export const KOREAN: LanguageFacts = {
  stopWords: [
    "이 그 저 것 수 등 및 또는 그리고 하지만 그러나 나 저 우리 너 당신 제 내 이것 그것 저것 여기 거기 있다 있는 있나요 있습니까 있어요 없다 없나요 하다 하나요 합니까 해요 하는 하면 되나요 됩니까 돼요 되는 할 수 싶어요 싶습니다 주세요 알려주세요 알려 가능한가요 가능합니까 인가요 입니까 이에요 예요 좀 더 또 안녕하세요 감사합니다 대해 대한 위해 어떤",
    "무엇 무엇을 뭐 뭔가요 누구 누가 언제 어디 어디서 어디에 어디로 어디에서 왜 어떻게 얼마 얼마나 얼마인가요 얼마예요 몇 어느 무슨 걸리나요 드나요 마음 마음에 안 들면",
  ].join(" "),
  asks: {
    number: "얼마|몇|가격|요금|비용",
    time: "언제|몇 시|몇시|영업시간|영업 시간",
    place: "어디",
    person: "누구|누가",
    reason: "왜|이유",
    steps: "어떻게|방법|절차|어떡",
  },
  topics: {
    return: "반품 환불 교환 반송",
    delivery: "배송 배달 택배 발송 보내주 도착 며칠",
    cost: "가격 요금 비용 얼마 배송비",
    payment: "결제 지불 결재 카드 현금 무통장 계좌이체",
    cancel: "취소 해지",
    warranty: "보증 보증기간",
    hours: "영업시간 영업 개점 휴무 열어 닫아 닫나 쉬는 쉽니다 열고",
    contact: "연락 문의 전화 연락처",
    invoice: "영수증 세금계산서 청구서",
    discount: "할인 쿠폰",
    account: "계정 회원가입 로그인",
    pickup: "픽업 수령",
    abroad: "해외 국외 외국",
    repair: "수리 고장",
    order: "주문 구매",
    change: "변경 수정",
    damage: "파손 깨졌 불량 깨진",
    track: "조회 추적",
    place: "주소 위치 오시는",
    gift: "선물",
    parking: "주차 주차장",
    pets: "강아지 반려견 반려동물 애완",
    wifi: "와이파이 인터넷",
    allergy: "알레르기 알러지",
    gluten: "글루텐",
    children: "아이 어린이 아기 유아",
    booking: "예약",
  },
};
