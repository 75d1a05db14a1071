import type { Formats } from './format.ts'
import { toBadge } from './labels.ts'

interface Order {
  order_no: string
  total: `${number}`
  currency: string
  carrier: string | null
  tracking_url: string | null
  due: Date | null
  failure: string | null
}

/** Replies about an order whose values are all known. */
export function toReplies(order: Order, language: 'en' | 'zh', format: Formats) {
  const { order_no: number, carrier, tracking_url: url, due, failure, currency } = order
  /** `name` in English and Chinese. */
  const replies: { name: [string, string]; text: string }[] = []
  if (carrier && due && url) {
    const day = format.date(due)
    const en = `Your order ${number} is on its way with ${carrier}, due ${day}. Follow it here: ${url}`
    const zh = `您的订单 ${number} 已由${carrier}承运，预计 ${day} 送达。物流查询：${url}`
    replies.push({ name: ['Sent', '已发货'], text: language === 'zh' ? zh : en })
  }
  if (failure) {
    const total = format.money(order.total, currency)
    const reason = toBadge(failure, language).label
    const en = `The payment of ${total} for your order ${number} has failed: ${reason}.`
    const zh = `您的订单 ${number}（${total}）支付失败：${reason}。`
    replies.push({
      name: ['Payment failed', '付款失败'],
      text: language === 'zh' ? zh : en,
    })
  }
  return replies
}
