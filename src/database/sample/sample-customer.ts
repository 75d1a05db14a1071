import type { Channel } from '../../visit/channel.ts'

interface SampleIdentity {
  channel: Channel
  visitorImId: string
  firstSeen: string
}

export interface SampleItem {
  name: string
  quantity: number
  /** Unit price. */
  price: string
  image: string
}

export interface SampleParcel {
  carrier?: string
  trackingNo?: string
  trackingUrl?: string
  shipTo?: string | undefined
  shipped?: string
  /** A time on the day of delivery. */
  expected?: string
  delivered?: string
}

export interface SamplePayment {
  method: string
  failure?: string
  attempted: string
}

export interface SampleOrder {
  no: string
  status: 'pending' | 'processing' | 'shipped' | 'delivered' | 'cancelled' | 'refunded'
  total: string
  currency: string
  paid: boolean
  placed: string
  summary: string
  items?: SampleItem[]
  parcels?: SampleParcel[]
  payments?: SamplePayment[]
}

interface SampleConversation {
  subject: string
  state: 'open' | 'waiting' | 'solved'
  agent?: string
  summary?: string
  started: string
  lastContact: string
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
  shipTo?: string
  language?: 'en' | 'zh'
  tags?: string[]
  attributes?: Record<string, unknown>
  created: string
  identities: SampleIdentity[]
  orders: SampleOrder[]
  conversations?: SampleConversation[]
}

/** Dates are shifted on load by the time since this one, so what is due on Saturday is still to come. */
export const SAMPLE_TIME = Date.UTC(2026, 10, 26, 14, 0)

/** Visitor ids that the start-up message and the documentation refer to. The first two are the vendor's examples. */
export const SAMPLE_VISITORS = {
  web: 'webim-visitor-8K2FTG9QTYWRT8EYVJ7F',
  encryptedExample: 'webim-visitor-Q922M6VHRKQG8QFXP6T9',
  twoCurrencies: 'webim-visitor-4TWOCURRENCIES000000',
  returned: 'oY4kQ6-Zm8cV2nB5xK1jH7gF4dS',
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
