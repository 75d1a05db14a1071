import { SAMPLE_VISITORS } from '../database/sample/sample-customer.ts'
import type { Channel } from '../visit/channel.ts'

export interface Visitor {
  visitorImId: string
  channel: Channel | null
  to?: string | undefined
  nickname?: string | undefined
  desc?: string | undefined
}

interface Conversation extends Visitor {
  id: string
  /** Parameters that the visitor's app or page sends once the conversation is open. */
  params: Record<string, string | number | boolean> | null
  /** The customer number that the site or app vouches for. */
  signedInAs?: string
  /** The console's key differs from the server's. */
  hasOtherKey?: boolean
  lines: string[]
}

/** One conversation per sample customer, including failure cases. Only the parameters are realistic. */
export const SAMPLE_CONVERSATIONS: readonly Conversation[] = [
  {
    id: 'emma',
    visitorImId: SAMPLE_VISITORS.web,
    channel: 'web',
    nickname: 'Emma',
    params: { page: '/checkout', cart: 'Reading lamp "Aalto"', couponTried: true },
    signedInAs: 'EMJ7K2QX9TRW4HVB6NPC',
    lines: ['Hi, my coupon does not work at checkout.', 'Hello Emma, let me have a look.'],
  },
  {
    id: 'jack',
    visitorImId: SAMPLE_VISITORS.encryptedExample,
    channel: 'web',
    nickname: 'Jack',
    params: { customUserId: 'EEP4EVP9CCMTRTCKVJHX', name: 'Jack', age: 40, sex: 'man' },
    lines: ['Where is my rain jacket?', 'One moment, please.', 'Thanks!'],
  },
  {
    id: 'lijipeng',
    visitorImId: SAMPLE_VISITORS.app,
    channel: 'app',
    nickname: '鹏哥',
    params: { 版本: '8.4.1', 页面: '订单详情', 订单: 'LJP-20261118' },
    lines: ['你好，我的椅子什么时候发货？', '您好，我帮您查一下。'],
  },
  {
    id: 'xiaohong',
    visitorImId: SAMPLE_VISITORS.wechat,
    channel: 'wechat',
    nickname: '小红',
    to: 'gh_3f8a0c7d5e21',
    params: null,
    lines: ['护手霜可以换香味吗？', '可以的，请稍等。'],
  },
  {
    id: 'xiaoming',
    visitorImId: SAMPLE_VISITORS.weibo,
    channel: 'weibo',
    nickname: '微博小明',
    params: null,
    lines: ['耳机左耳没声音了。'],
  },
  {
    id: 'liu',
    visitorImId: '19900000166',
    channel: 'app',
    nickname: 'wholesale-liu',
    params: { appVersion: '8.4.1', screen: 'Reorder' },
    lines: ['We need 20 more pallets before Friday.', 'I will check the stock.'],
  },
  {
    id: 'liu-phone',
    visitorImId: SAMPLE_VISITORS.phone,
    channel: 'phone',
    nickname: 'Liu (phone)',
    params: null,
    lines: ['Hello, this is Liu Trading.'],
  },
  {
    id: 'liu-rest',
    visitorImId: SAMPLE_VISITORS.rest,
    channel: 'rest',
    nickname: 'Liu (API)',
    params: null,
    lines: ['Automatic reorder: 20 pallets of 48 lamps.'],
  },
  {
    id: 'wecom',
    visitorImId: SAMPLE_VISITORS.wecom,
    channel: 'wecom',
    nickname: '陈小明（企业微信）',
    params: null,
    lines: ['发票可以开专票吗？'],
  },
  {
    id: 'priya',
    visitorImId: SAMPLE_VISITORS.noOrders,
    channel: 'web',
    nickname: 'Priya',
    params: { page: '/welcome' },
    lines: ['Do you ship to India?'],
  },
  {
    id: 'sam',
    visitorImId: SAMPLE_VISITORS.ambiguous,
    channel: 'web',
    nickname: 'Sam',
    params: null,
    lines: ['It’s Sam. Did my parcel leave?'],
  },
  {
    id: 'unknown',
    visitorImId: SAMPLE_VISITORS.unknown,
    channel: 'web',
    nickname: 'Guest',
    params: { page: '/products/oak-side-table', sku: 'TBL-0212', language: 'de' },
    lines: ['Is the oak table in stock?'],
  },
  {
    id: 'other-key',
    visitorImId: 'emma.johansson',
    channel: 'app',
    nickname: 'Emma (app)',
    params: { page: 'Orders', appVersion: '8.4.1' },
    hasOtherKey: true,
    lines: ['Now I am on my phone.'],
  },
  {
    id: 'sakura',
    visitorImId: 'sakura_0503',
    channel: 'app',
    nickname: '🌸桜🌸',
    params: { theme: '🌸' },
    lines: ['抹茶セットはまだありますか？🍵'],
  },
  {
    id: 'layla',
    visitorImId: 'layla.ar',
    channel: 'app',
    nickname: 'ليلى',
    params: { المدينة: 'الرياض' },
    lines: ['هل وصل العطر؟'],
  },
  {
    id: 'long',
    visitorImId: 'long-name.0123456789-0123456789-0123456789-0123456789-0123456789',
    channel: 'app',
    nickname: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    params: null,
    lines: ['Wann kommt der Schrank?'],
  },
  {
    id: 'markup',
    visitorImId: 'markup_test',
    channel: 'app',
    nickname: '<img src=x onerror=alert(1)>',
    params: { '<b>name</b>': '<script>alert(1)</script>', '&amp;': `'"><svg onload=alert(2)>` },
    lines: ['<b>Hello?</b>'],
  },
]
