import { toItem } from './catalogue.ts'
import { SAMPLE_VISITORS, type SampleCustomer } from './sample-customer.ts'
import { daysFromNow, toTracking } from './shipping.ts'

const MARTA = '18 Rue des Lilas, 69003 Lyon'
const ZHAO = '北京市朝阳区建国路 93 号 2 号楼 1806'

/** More answers to "where is my parcel": two currencies, an order in two parcels, a return, a cancellation. */
export const SHOP_CUSTOMERS: readonly SampleCustomer[] = [
  {
    customerNo: 'MKW8F3T6R1JQ4HXB7CPN',
    nickname: 'Marta',
    fullName: 'Marta Kowalska',
    phone: '+1 202-555-0186',
    email: 'marta.kowalska@example.com',
    level: 'Silver',
    shipTo: MARTA,
    language: 'en',
    created: '2024-09-17T15:05:00Z',
    identities: [
      { channel: 'web', visitorImId: SAMPLE_VISITORS.twoCurrencies, firstSeen: '2024-09-17T15:06:00Z' },
    ],
    orders: [
      {
        no: 'MK-2203',
        status: 'shipped',
        total: '612.00',
        currency: 'EUR',
        paid: true,
        placed: '2026-11-21T10:15:00Z',
        summary: 'Two monitors, studio headphones',
        items: [toItem('Monitor, 27 inches', '239.00', 2), toItem('Studio headphones', '134.00')],
        parcels: [
          {
            ...toTracking('DHL', 'MK-2203 a'),
            shipTo: MARTA,
            shipped: daysFromNow(-4),
            delivered: daysFromNow(-1),
            expected: daysFromNow(-1),
          },
          {
            ...toTracking('DHL', 'MK-2203 b'),
            shipTo: MARTA,
            shipped: daysFromNow(-1),
            expected: daysFromNow(3),
          },
        ],
        payments: [{ method: 'Carte Bleue •••• 8031', attempted: '2026-11-21T10:16:00Z' }],
      },
      {
        no: 'MK-2198',
        status: 'shipped',
        total: '58.00',
        currency: 'USD',
        paid: true,
        placed: '2026-11-16T08:30:00Z',
        summary: 'Desk lamp',
        items: [toItem('Desk lamp', '58.00')],
        parcels: [
          {
            ...toTracking('UPS', 'MK-2198'),
            shipTo: MARTA,
            shipped: daysFromNow(-8),
            expected: daysFromNow(-2),
          },
        ],
        payments: [{ method: 'PayPal', attempted: '2026-11-16T08:31:00Z' }],
      },
      {
        no: 'MK-2165',
        status: 'refunded',
        total: '89.90',
        currency: 'EUR',
        paid: true,
        placed: '2026-10-20T18:00:00Z',
        summary: 'Studio headphones',
        items: [toItem('Studio headphones', '89.90')],
        parcels: [
          {
            ...toTracking('DHL', 'MK-2165'),
            shipTo: MARTA,
            shipped: daysFromNow(-36),
            expected: daysFromNow(-33),
            delivered: daysFromNow(-33),
          },
        ],
        payments: [{ method: 'PayPal', attempted: '2026-10-20T18:01:00Z' }],
      },
    ],
    conversations: [
      {
        subject: 'Only one of two monitors came',
        state: 'open',
        agent: 'Lucy',
        summary: 'The order is sent in two parcels; the second one is under way.',
        started: '2026-11-25T16:40:00Z',
        lastContact: '2026-11-26T08:10:00Z',
      },
    ],
  },
  {
    customerNo: 'ZMN5Q2W8T4KR7HXB1CPJ',
    nickname: '敏敏',
    fullName: '赵敏',
    phone: '+86 199 0000 0155',
    level: '金卡',
    shipTo: ZHAO,
    language: 'zh',
    created: '2023-05-05T04:00:00Z',
    identities: [
      { channel: 'wechat', visitorImId: SAMPLE_VISITORS.returned, firstSeen: '2023-05-05T04:00:00Z' },
    ],
    orders: [
      {
        no: 'ZM-8802',
        status: 'refunded',
        total: '899.00',
        currency: 'CNY',
        paid: true,
        placed: '2026-11-09T13:20:00Z',
        summary: '羽绒服 中长款',
        items: [toItem('羽绒服 中长款', '899.00')],
        parcels: [
          {
            ...toTracking('顺丰', 'ZM-8802'),
            shipTo: ZHAO,
            shipped: daysFromNow(-16),
            expected: daysFromNow(-14),
            delivered: daysFromNow(-14),
          },
        ],
        payments: [{ method: '微信支付', attempted: '2026-11-09T13:21:00Z' }],
      },
      {
        no: 'ZM-8790',
        status: 'cancelled',
        total: '129.00',
        currency: 'CNY',
        paid: false,
        placed: '2026-11-02T02:10:00Z',
        summary: '保温杯 500ml',
        items: [toItem('保温杯 500ml', '64.50', 2)],
        payments: [{ method: '微信支付', failure: 'timed_out', attempted: '2026-11-02T02:40:00Z' }],
      },
    ],
    conversations: [
      {
        subject: '羽绒服退货',
        state: 'solved',
        agent: '小唐',
        summary: '尺码偏小，已退货，退款 899 元原路退回。',
        started: '2026-11-14T05:30:00Z',
        lastContact: '2026-11-19T06:05:00Z',
      },
    ],
  },
]
