import { orderSeries } from './order-series.ts'
import { SAMPLE_VISITORS, type SampleCustomer } from './sample-customer.ts'
import type { Shipping } from './shipping.ts'

const LONG_NAME = 'Maximiliana-Theodora von und zu Habsburg-Lothringen-Wolkenstein-Trostburg'

const SHIPPING = {
  long: {
    carrier: 'DHL',
    method: 'SEPA-Lastschriftverfahren',
    shipTo: 'An der Rindfleischetikettierungsüberwachungsstelle 4711, 1010 Wien',
    dueIn: 4,
  },
  sakura: { carrier: 'DHL', method: 'コンビニ払い 🏪', shipTo: '京都市東山区祇園町 3-5 🌸', dueIn: 2 },
  layla: { carrier: 'Aramex', method: 'مدى', shipTo: 'شارع الملك فهد، الرياض', dueIn: 1 },
  sam: { carrier: 'UPS', method: 'PayPal', shipTo: '9 Lake View Dr, Duluth MN 55802', dueIn: -3 },
} as const satisfies Record<string, Shipping>

/** Names, numbers and texts that break a careless layout, and two customers with the same visitor id. */
export const EDGE_CASE_CUSTOMERS: readonly SampleCustomer[] = [
  {
    customerNo: 'LONGNAMELONGNAMELONG',
    nickname: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    fullName: LONG_NAME,
    email: 'a.very.long.mailbox.name.that.goes.on.and.on@subdomain.of.a.long.domain.example.com',
    company: 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz GmbH & Co. KG',
    tags: ['A tag that is far longer than any tag has a right to be', 'Short'],
    created: '2020-02-29T23:59:59Z',
    identities: [
      {
        channel: 'app',
        visitorImId: 'long-name.0123456789-0123456789-0123456789-0123456789-0123456789',
        firstSeen: '2020-02-29T23:59:59Z',
      },
    ],
    shipTo: SHIPPING.long.shipTo,
    orders: orderSeries(
      'A-RATHER-LONG-ORDER-NUMBER-2026',
      2,
      'EUR',
      ['Wandschrank mit zwölf Fächern und Schiebetüren'],
      SHIPPING.long,
    ),
  },
  {
    customerNo: 'EMO2J4I6X8KT5RHN3PVC',
    nickname: '🌸桜🌸',
    fullName: '👩‍👩‍👧‍👦 佐藤 さくら 🇯🇵',
    description: '🎂 5月3日',
    tags: ['⭐️⭐️⭐️'],
    created: '2024-04-01T00:00:00Z',
    identities: [{ channel: 'app', visitorImId: 'sakura_0503', firstSeen: '2024-04-01T00:00:00Z' }],
    orders: orderSeries('SKR', 1, 'JPY', ['抹茶セット 🍵'], SHIPPING.sakura),
  },
  {
    customerNo: 'XSS<b>1</b>&amp;"\'',
    nickname: '<img src=x onerror=alert(1)>',
    fullName: `<script>alert("x")</script> O'Brien & Söhne`,
    phone: '"><svg onload=alert(2)>',
    email: '<b>bold</b>@example.com',
    description: `'; drop table customers; --`,
    tags: ['<i>tag</i>', '{{7*7}}', '<%= 7*7 %>'],
    attributes: { '<u>key</u>': '</script><script>alert(3)</script>' },
    created: '2025-12-24T18:00:00Z',
    identities: [{ channel: 'app', visitorImId: 'markup_test', firstSeen: '2025-12-24T18:00:00Z' }],
    orders: [
      {
        no: '<a href="javascript:alert(4)">4</a>',
        status: 'delivered',
        total: '1.00',
        currency: 'USD',
        paid: true,
        placed: '2025-12-25T08:00:00Z',
        summary: '</td></tr></table><h1>Out</h1>',
        items: [
          { name: '<img src=x onerror=alert(5)>', quantity: 1, price: '1.00', image: 'javascript:alert(6)' },
        ],
        parcels: [
          {
            carrier: '<b>carrier</b>',
            trackingNo: '"><script>alert(7)</script>',
            trackingUrl: 'javascript:alert(8)',
            shipTo: '<i>street</i>',
            delivered: '2025-12-27T08:00:00Z',
          },
        ],
        payments: [{ method: '<u>cash</u>', attempted: '2025-12-25T08:01:00Z' }],
      },
    ],
    conversations: [
      {
        subject: '</h2><script>alert(9)</script>',
        state: 'solved',
        agent: '<b>agent</b>',
        summary: '{{7*7}} <%= 7*7 %> </details>',
        started: '2025-12-26T08:00:00Z',
        lastContact: '2025-12-26T08:05:00Z',
      },
    ],
  },
  {
    customerNo: 'RTL8M3K5T7WQ2HXB4CPJ',
    nickname: 'ليلى',
    fullName: 'ليلى عبد الرحمن',
    phone: '+1 202-555-0177',
    created: '2023-10-10T10:10:10Z',
    identities: [{ channel: 'app', visitorImId: 'layla.ar', firstSeen: '2023-10-10T10:10:10Z' }],
    orders: orderSeries('LA', 2, 'SAR', ['سجادة صلاة', 'عطر العود'], SHIPPING.layla),
  },
  {
    customerNo: 'SAM1W5R3T7KQ9HXB2CPJ',
    company: 'Rivera Outdoor',
    nickname: 'Sam',
    fullName: 'Samuel Rivera',
    email: 'samuel.rivera@example.com',
    created: '2021-07-07T07:07:07Z',
    identities: [
      { channel: 'web', visitorImId: SAMPLE_VISITORS.ambiguous, firstSeen: '2021-07-07T07:07:07Z' },
    ],
    orders: orderSeries('SRW', 2, 'USD', ['Camping stove'], SHIPPING.sam),
  },
  {
    customerNo: 'SAM2A6R4T8KQ1HXB3CPJ',
    company: 'Rivera Outdoor',
    nickname: 'sammy',
    fullName: 'Samantha Rivera',
    email: 'samantha.rivera@example.com',
    created: '2022-09-09T09:09:09Z',
    identities: [
      { channel: 'app', visitorImId: SAMPLE_VISITORS.ambiguous, firstSeen: '2022-09-09T09:09:09Z' },
    ],
    orders: orderSeries('SRA', 4, 'USD', ['Yoga mat', 'Foam roller'], SHIPPING.sam),
  },
]
