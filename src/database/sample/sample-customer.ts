import type { Channel } from '../../visit/channel.ts'

interface SampleIdentity {
  channel: Channel
  visitorImId: string
  firstSeen: string
}

export interface SampleOrder {
  no: string
  status: 'pending' | 'processing' | 'shipped' | 'delivered' | 'cancelled' | 'refunded'
  total: string
  currency: string
  paid: boolean
  placed: string
  summary: string
}

export interface SampleCustomer {
  customerNo: string
  nickname?: string
  fullName?: string
  phone?: string
  email?: string
  company?: string
  description?: string
  warning?: string
  level?: string
  tags?: string[]
  attributes?: Record<string, unknown>
  created: string
  identities: SampleIdentity[]
  orders: SampleOrder[]
}

/** Visitor ids that the start-up message and the documents point at. The first two are the vendor's own examples. */
export const SAMPLE_VISITORS = {
  web: 'webim-visitor-8K2FTG9QTYWRT8EYVJ7F',
  encryptedExample: 'webim-visitor-Q922M6VHRKQG8QFXP6T9',
  app: 'lijipeng_2019',
  wechat: 'oY4kQ6-Zx2bW9tR1sLmN7pVcE3uA',
  weibo: '5187264390',
  phone: '02038880166',
  rest: 'crm-import-4711',
  wecom: 'ChenXiaoMing',
  ambiguous: 'sam.rivera',
  noOrders: 'webim-visitor-3NEWCUSTOMER00000000',
  unknown: 'webim-visitor-NOBODYKNOWSTHISONE00',
} as const

const FIRST_ORDER = Date.UTC(2026, 9, 30, 9, 15)
const DAY_MS = 86_400_000

/** Orders `count` days apart, newest first; what varies, varies by position, so every load gives the same. */
export function orderSeries(
  prefix: string,
  count: number,
  currency: string,
  goods: readonly string[],
): SampleOrder[] {
  const statuses = [
    'processing',
    'shipped',
    'delivered',
    'delivered',
    'refunded',
    'delivered',
    'cancelled',
  ] as const
  return Array.from({ length: count }, (_, index) => {
    const status = statuses[index % statuses.length] ?? 'delivered'
    return {
      no: `${prefix}-${String(4100 - index * 7)}`,
      status,
      total: (29.9 + ((index * 137.35) % 940)).toFixed(2),
      currency,
      paid: status !== 'cancelled',
      placed: new Date(FIRST_ORDER - index * 11 * DAY_MS - index * 3_600_000).toISOString(),
      summary: goods[index % goods.length] ?? '',
    }
  })
}
