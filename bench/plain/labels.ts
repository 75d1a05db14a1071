const STATES: Readonly<Record<string, readonly [tone: string, en: string, zh: string]>> = {
  pending: ['busy', 'Pending', '待处理'],
  processing: ['info', 'Processing', '处理中'],
  shipped: ['info', 'Shipped', '已发货'],
  delivered: ['good', 'Delivered', '已送达'],
  cancelled: ['bad', 'Cancelled', '已取消'],
  refunded: ['bad', 'Refunded', '已退款'],
  paid: ['plain', 'Paid', '已付款'],
  unpaid: ['bad', 'Unpaid', '未付款'],
  card_declined: ['bad', 'Card declined', '银行卡被拒'],
  insufficient_funds: ['bad', 'Insufficient funds', '余额不足'],
  timed_out: ['plain', 'Timed out', '超时未付'],
  open: ['busy', 'Open', '进行中'],
  waiting: ['info', 'Waiting for customer', '待客户回复'],
  solved: ['good', 'Solved', '已解决'],
  web: ['plain', 'Web', '网页'],
  app: ['plain', 'App', 'App'],
  wechat: ['plain', 'WeChat', '微信'],
  weibo: ['plain', 'Weibo', '微博'],
  phone: ['plain', 'Phone', '电话'],
  rest: ['plain', 'REST API', 'REST 接口'],
  wecom: ['plain', 'WeCom', '企业微信'],
}

/** The colour and the name of an order's state, of a payment, or of a channel. */
export function toBadge(state: string, language: 'en' | 'zh'): { tone: string; label: string } {
  const [tone, en, zh] = STATES[state] ?? ['plain', state, state]
  return { tone, label: language === 'zh' ? zh : en }
}

/** `loyalty_points` and `loyaltyPoints` become `Loyalty points`. */
export function toLabel(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
