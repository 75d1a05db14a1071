import { EMMA } from './emma.ts'
import { toItem } from './catalogue.ts'
import { orderSeries } from './order-series.ts'
import { SAMPLE_VISITORS, type SampleCustomer } from './sample-customer.ts'
import type { Shipping } from './shipping.ts'

const LI = '杭州市西湖区文三路 100 号 5 幢 302 室'
const LIU = 'Warehouse 7, 88 Huangpu Ave W, Guangzhou 510620'

const SHIPPING = {
  jack: { carrier: 'UPS', method: 'PayPal', shipTo: '77 Harbor Rd, Portland ME 04101', dueIn: -4 },
  li: { carrier: '顺丰', method: '支付宝', shipTo: LI, dueIn: 1 },
  wang: { carrier: '中通', method: '微信支付', shipTo: '成都市武侯区人民南路 12 号', dueIn: -6 },
  chen: { carrier: '京东', method: '微信支付', shipTo: '上海市徐汇区漕溪北路 8 号 1201', dueIn: 2 },
  liu: { carrier: 'DHL', method: 'Bank transfer', shipTo: LIU, dueIn: 3 },
} as const satisfies Record<string, Shipping>

/** Invented people on reserved domains: one for each channel, and each state that agents see every day. */
export const REGULAR_CUSTOMERS: readonly SampleCustomer[] = [
  EMMA,
  {
    customerNo: 'EEP4EVP9CCMTRTCKVJHX',
    nickname: 'Jack',
    fullName: 'Jack Miller',
    phone: '+1 202-555-0119',
    email: 'jack.miller@example.net',
    level: 'Silver',
    tags: ['Repeat buyer'],
    created: '2024-11-02T19:20:00Z',
    identities: [
      { channel: 'web', visitorImId: SAMPLE_VISITORS.encryptedExample, firstSeen: '2024-11-02T19:21:00Z' },
    ],
    shipTo: SHIPPING.jack.shipTo,
    language: 'en',
    orders: orderSeries(
      'JM',
      3,
      'USD',
      ['Trail shoes, size 44', 'Rain jacket', 'Water bottle 1 l'],
      SHIPPING.jack,
    ),
    conversations: [
      {
        subject: 'Rain jacket not arrived',
        state: 'waiting',
        agent: 'Lucy',
        summary:
          'UPS lost track of the parcel in Louisville. A search was opened; Jack wants a refund from Friday on.',
        started: '2026-11-24T18:05:00Z',
        lastContact: '2026-11-25T09:30:00Z',
      },
    ],
  },
  {
    customerNo: 'LJP9H4X2W7TQ5KRB3MNC',
    nickname: '鹏哥',
    fullName: '李继鹏',
    phone: '+86 199 0000 0127',
    email: 'lijipeng@example.cn',
    company: '杭州云帆科技有限公司',
    description: '工作日下午联系；发票抬头请用公司全称。',
    level: '钻石会员',
    shipTo: LI,
    language: 'zh',
    tags: ['大客户', '已实名'],
    attributes: { 城市: '杭州', 积分: 12860 },
    created: '2019-06-18T02:00:00Z',
    identities: [
      { channel: 'app', visitorImId: SAMPLE_VISITORS.app, firstSeen: '2019-06-18T02:00:00Z' },
      { channel: 'wechat', visitorImId: 'oY4kQ6_Lijipeng_0000000000AA', firstSeen: '2021-01-08T11:00:00Z' },
    ],
    orders: [
      {
        no: 'LJP-20261118',
        status: 'pending',
        total: '3299.00',
        currency: 'CNY',
        paid: false,
        placed: '2026-11-18T03:40:00Z',
        summary: '人体工学椅 黑色',
        items: [toItem('人体工学椅 黑色', '3299.00')],
        parcels: [{ shipTo: LI }],
        payments: [{ method: '支付宝', failure: 'insufficient_funds', attempted: '2026-11-18T03:42:00Z' }],
      },
      ...orderSeries(
        'LJP',
        6,
        'CNY',
        ['机械键盘 87键', '27寸显示器', '无线鼠标', '笔记本支架'],
        SHIPPING.li,
        {
          name: 'HDMI 线 2 米',
          price: '39.00',
        },
      ),
    ],
    conversations: [
      {
        subject: '椅子付款失败',
        state: 'open',
        agent: '小唐',
        summary: '支付宝余额不足，客户想改用对公转账，财务确认中。',
        started: '2026-11-25T06:10:00Z',
        lastContact: '2026-11-26T09:20:00Z',
      },
      {
        subject: '发票抬头修改',
        state: 'solved',
        agent: '小陈',
        summary: '已按公司全称重开发票，电子版已发邮箱。',
        started: '2026-09-08T02:00:00Z',
        lastContact: '2026-09-08T07:45:00Z',
      },
    ],
  },
  {
    customerNo: 'WXH3B8T6R2KQ9NVP5CMJ',
    nickname: '小红',
    fullName: '王小红',
    phone: '+86 199 0000 0138',
    warning: '投诉处理中，请转交组长。',
    level: '银卡',
    tags: ['公众号'],
    created: '2022-08-08T05:16:00Z',
    identities: [
      { channel: 'wechat', visitorImId: SAMPLE_VISITORS.wechat, firstSeen: '2022-08-08T05:16:00Z' },
    ],
    shipTo: SHIPPING.wang.shipTo,
    language: 'zh',
    orders: orderSeries('WXH', 2, 'CNY', ['护手霜三支装', '洗面奶'], SHIPPING.wang),
    conversations: [
      {
        subject: '投诉：洗面奶迟迟未到',
        state: 'open',
        agent: '组长 小周',
        summary: '快递停在中转站六天。客户要求补发并赔偿，组长跟进。',
        started: '2026-11-22T03:00:00Z',
        lastContact: '2026-11-26T02:15:00Z',
      },
    ],
  },
  {
    customerNo: 'WBF5Q7M2X8KT4RHN6PVC',
    nickname: '微博小明',
    fullName: '陈小明',
    created: '2025-02-01T09:00:00Z',
    identities: [
      { channel: 'weibo', visitorImId: SAMPLE_VISITORS.weibo, firstSeen: '2025-02-01T09:00:00Z' },
      { channel: 'wecom', visitorImId: SAMPLE_VISITORS.wecom, firstSeen: '2025-06-12T01:30:00Z' },
    ],
    orders: orderSeries('WBF', 1, 'CNY', ['蓝牙耳机'], SHIPPING.chen),
  },
  {
    customerNo: 'NEW1A2B3C4D5E6F7G8H9',
    nickname: 'Priya',
    fullName: 'Priya Raman',
    email: 'priya.raman@example.org',
    created: '2026-11-20T12:00:00Z',
    identities: [
      { channel: 'web', visitorImId: SAMPLE_VISITORS.noOrders, firstSeen: '2026-11-20T12:01:00Z' },
    ],
    orders: [],
  },
  {
    customerNo: 'MNY6T4K8R2WQ5HXB9CPJ',
    nickname: 'wholesale-liu',
    fullName: 'Liu Trading (Guangzhou)',
    phone: '19900000166',
    email: 'purchasing@example.com',
    company: 'Liu Trading Co., Ltd.',
    warning: 'Credit limit reached: nothing is sent before payment.',
    level: 'Platinum',
    tags: ['Wholesale', 'Invoice monthly', 'Net 30'],
    created: '2018-01-15T00:00:00Z',
    identities: [
      { channel: 'app', visitorImId: '19900000166', firstSeen: '2018-01-15T00:00:00Z' },
      { channel: 'phone', visitorImId: SAMPLE_VISITORS.phone, firstSeen: '2020-03-02T09:00:00Z' },
      { channel: 'rest', visitorImId: SAMPLE_VISITORS.rest, firstSeen: '2024-07-01T06:00:00Z' },
    ],
    shipTo: LIU,
    language: 'en',
    orders: [
      ...orderSeries('LT', 57, 'CNY', ['Pallet of 48 lamps', 'Spare parts', 'Display stand'], SHIPPING.liu),
      ...orderSeries('LTU', 4, 'USD', ['Export carton, 12 pcs'], SHIPPING.liu),
    ],
    conversations: [
      {
        subject: 'Raise the credit limit',
        state: 'waiting',
        agent: 'Wei',
        summary: 'Asked for 200,000 CNY. Finance needs the balance sheet of this year first.',
        started: '2026-11-20T01:30:00Z',
        lastContact: '2026-11-24T08:00:00Z',
      },
    ],
  },
]
