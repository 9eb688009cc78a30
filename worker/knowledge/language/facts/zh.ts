/** Chinese, in simplified characters: `../han.ts` folds the others. */

import type { LanguageFacts } from "./facts.ts";

export const CHINESE: LanguageFacts = {
  stopWords: [
    "的 了 和 是 在 我 有 你 您 他 她 它 们 我们 你们 他们 这 那 这个 那个 这些 那些 也 就 都 而 及 与 或 但 但是 如果 因为 所以 不 没 没有 吗 呢 吧 啊 呀 嘛 把 被 让 给 对 从 到 向 于 以 为 为了 之 其 并 还 再 又 很 太 最 更 只 才 会 能 可以 可 要 想 想要 应该 需要 请 请问 谢谢 你好 一个 一下 个 上 下 里 中 后 前 时 时候",
    "什么 谁 哪 哪里 哪儿 哪个 哪些 何时 怎么 怎样 怎么样 怎么办 如何 为什么 为何 多少 几 多久 多长 多大 是否 有没有 能不能 可不可以 是不是 告诉 喜欢",
  ].join(" "),
  asks: {
    number: "多少|几|多久|多长|多大|价格|多少钱|费用",
    time: "什么时候|何时|几点|营业时间|哪天",
    place: "哪里|哪儿|在哪|地址",
    person: "谁",
    reason: "为什么|为何|原因",
    steps: "如何|怎么|怎样|方法|步骤|怎么办",
  },
  topics: {
    return: "退货 退款 退换 换货 退还 退回 退 退钱",
    delivery: "配送 送货 发货 快递 运费 邮寄 寄送 运送 包裹 送达 寄到 邮费 包邮 物流 到货 送到",
    cost: "价格 费用 多少钱 运费 收费 价钱 元 邮费 钱",
    payment: "付款 支付 支付方式 结账 银行卡 到付 货到付款 现金",
    cancel: "取消 退订 注销",
    warranty: "保修 质保 保固",
    hours: "营业时间 开门 营业 关门 打烊 开放 几点 下班 休息",
    contact: "联系 电话 客服 联络",
    invoice: "发票 收据 开票",
    discount: "折扣 优惠 优惠券 打折 包邮",
    account: "账户 账号 帐号 注册 登录",
    pickup: "自提 自取 取货",
    abroad: "国外 海外 国际 外国",
    repair: "维修 修理 坏了 故障",
    order: "订单 下单 订购",
    change: "修改 更改 改地址 变更",
    damage: "破损 碎了 坏了 损坏 摔坏",
    track: "追踪 跟踪 查物流 物流",
    place: "地址 位置",
    gift: "礼品 礼物 礼盒 送礼",
    parking: "停车 停车场 停車 停車場",
    pets: "狗 宠物 寵物",
    wifi: "wifi 无线 無線 网络",
    allergy: "过敏 過敏",
    gluten: "麸质 麩質",
    children: "儿童 孩子 小孩 兒童",
    booking: "预订 预约 預訂 預約",
  },
};
