import { toItem } from './catalogue.ts'
import { orderSeries } from './order-series.ts'
import { SAMPLE_VISITORS, type SampleCustomer } from './sample-customer.ts'
import { daysFromNow, toTracking, type Shipping } from './shipping.ts'

const SHIP_TO = '12 Beacon St, Apt 4, Boston MA 02108'
const CARD = 'Visa •••• 4242'
const SHIPPING: Shipping = { carrier: 'DHL', method: CARD, shipTo: SHIP_TO, dueIn: 2 }

/** The customer of the first page that a developer opens: two parcels, a declined card and a coupon. */
export const EMMA: SampleCustomer = {
  customerNo: 'EMJ7K2QX9TRW4HVB6NPC',
  nickname: 'Emma',
  fullName: 'Emma Johansson',
  phone: '+1 202-555-0143',
  email: 'emma.johansson@example.com',
  company: 'Northwind Interiors',
  description: 'Prefers e-mail. Deliveries to the back door only.',
  level: 'Gold',
  shipTo: SHIP_TO,
  language: 'en',
  tags: ['VIP', 'Newsletter'],
  attributes: { preferredStore: 'Boston', loyaltyPoints: 4180 },
  created: '2023-03-14T08:30:00Z',
  identities: [
    { channel: 'web', visitorImId: SAMPLE_VISITORS.web, firstSeen: '2026-09-02T10:12:00Z' },
    { channel: 'app', visitorImId: 'emma.johansson', firstSeen: '2024-05-20T17:45:00Z' },
    {
      channel: 'web',
      visitorImId: 'webim-visitor-5OLDBROWSER000000000',
      firstSeen: '2023-03-14T08:31:00Z',
    },
  ],
  orders: [
    {
      no: 'EJ-4112',
      status: 'shipped',
      total: '167.25',
      currency: 'USD',
      paid: true,
      placed: '2026-11-19T09:40:00Z',
      summary: 'Oak side table, felt pads',
      items: [toItem('Oak side table', '149.00'), toItem('Felt pads, set of 8', '18.25')],
      parcels: [
        {
          ...toTracking('DHL', 'EJ-4112'),
          shipTo: SHIP_TO,
          shipped: daysFromNow(-2),
          expected: daysFromNow(2),
        },
      ],
      payments: [{ method: CARD, attempted: '2026-11-19T09:41:00Z' }],
    },
    {
      no: 'EJ-4110',
      status: 'delivered',
      total: '304.60',
      currency: 'USD',
      paid: true,
      placed: '2026-11-15T16:20:00Z',
      summary: 'Wool rug 80 × 150, curtain rod',
      items: [
        toItem('Wool rug 80 × 150', '228.60'),
        toItem('Curtain rod, 2 m', '29.00', 2),
        toItem('Felt pads, set of 8', '18.00'),
      ],
      parcels: [
        {
          ...toTracking('UPS', 'EJ-4110'),
          shipTo: SHIP_TO,
          shipped: daysFromNow(-9),
          expected: daysFromNow(-6),
          delivered: daysFromNow(-6),
        },
      ],
      payments: [{ method: CARD, attempted: '2026-11-15T16:21:00Z' }],
    },
    {
      no: 'EJ-4107',
      status: 'pending',
      total: '249.00',
      currency: 'USD',
      paid: false,
      placed: '2026-11-12T14:05:00Z',
      summary: 'Reading lamp "Aalto", brass',
      items: [toItem('Reading lamp "Aalto", brass', '249.00')],
      parcels: [{ shipTo: SHIP_TO, expected: daysFromNow(6) }],
      payments: [
        { method: CARD, failure: 'insufficient_funds', attempted: '2026-11-12T14:06:00Z' },
        { method: 'Mastercard •••• 5100', failure: 'card_declined', attempted: '2026-11-12T14:09:00Z' },
      ],
    },
    ...orderSeries(
      'EJ',
      9,
      'USD',
      ['Linen curtains, 2 pairs', 'Oak side table', 'Wool rug 160 × 230', 'Desk lamp'],
      SHIPPING,
      { name: 'Felt pads, set of 8', price: '18.25' },
    ),
  ],
  conversations: [
    {
      subject: 'Coupon SPRING10 refused',
      state: 'open',
      agent: 'Tom',
      summary: 'SPRING10 ended on Sunday. Tom asks marketing whether it may still count for EJ-4107.',
      started: '2026-11-26T11:20:00Z',
      lastContact: '2026-11-26T11:55:00Z',
    },
    {
      subject: 'Rug arrived with a stain',
      state: 'solved',
      agent: 'Lucy',
      summary: 'Sent photos. A new rug was sent free of charge, the old one was not collected.',
      started: '2026-10-13T08:30:00Z',
      lastContact: '2026-10-14T15:10:00Z',
    },
    {
      subject: 'Change of address',
      state: 'solved',
      agent: 'Tom',
      summary: 'Moved to Beacon St. Address changed in the profile and in one open order.',
      started: '2026-06-03T13:00:00Z',
      lastContact: '2026-06-03T13:12:00Z',
    },
  ],
}
