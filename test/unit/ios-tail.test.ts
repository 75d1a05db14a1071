import { describe, expect, test } from 'vitest'
import { repairPairs } from '../../src/visit/client-repairs.ts'
import { encryptDes } from '../../src/visit/des.ts'
import { TAIL_KEYS } from '../../src/visit/ios-tail.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'

const KEY = '12345678'
const readPlain = createVisitReader({ mode: 'off', decrypt: createValueDecryptor([]) })
const readAll = createVisitReader({ mode: 'all', decrypt: createValueDecryptor([KEY]) })

type Said = Record<(typeof TAIL_KEYS)[number], string>

const SAID: Said = {
  to: 'kefuchannelimid_814947',
  nickname: 'Tom',
  ssid: 'c1a7a1f0-3e5b-4a39-8a1b-5f0e7d2c9b48',
  userId: '0b7e6a52-5c1d-4d8e-9b0a-1f2e3d4c5b6a',
  email: 'agent@example.com',
  tenantId: '35',
  agentId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  agentName: '客服 Lee',
  originType: 'app',
  techChannelName: 'Shop',
  serviceNumber: 'kefuchannelimid_814947',
  desc: '(null)',
  trueName: 'Li Lei',
}

/** As `stringByAddingPercentEncodingWithAllowedCharacters` does with what a query may hold. */
const encodeLoosely = (text: string) =>
  encodeURIComponent(text).replaceAll(/%(26|3D|2B|40|3A|2F|3F|24|2C|3B)/g, (code) => decodeURIComponent(code))

/** @param encode how each value is encoded before the tail is */
function tail(said: Partial<Said>, encode: (text: string) => string = String): string {
  const all = { ...SAID, ...said }
  return TAIL_KEYS.map((key) => `${key}=${key === 'agentId' ? 'f' : ''}${encode(all[key])}`).join('&')
}

const withoutTo = (text: string) => text.slice(text.indexOf('&') + 1)

/** The ways in which the builds write a tail. */
const BUILDS: [string, (said: Partial<Said>) => string, string[]][] = [
  ['as one piece', (said) => `/?visitorImId=v&${encodeURIComponent(tail(said))}`, ['encoded_tail']],
  [
    'as one piece, its values before',
    (said) => `/?visitorImId=v&${encodeURIComponent(tail(said, encodeURIComponent))}`,
    ['encoded_tail'],
  ],
  [
    'as one piece, its values before, separators left as they are',
    (said) => `/?visitorImId=v&${encodeURIComponent(tail(said, encodeLoosely))}`,
    ['encoded_tail'],
  ],
  [
    'as one piece, glued to the id',
    (said) => `/?x=1&visitorImId=v${encodeURIComponent(tail(said))}`,
    ['missing_ampersand', 'encoded_tail'],
  ],
  ['value by value', (said) => `/?visitorImId=v&${tail(said, encodeURIComponent)}`, []],
  [
    'value by value, separators left as they are',
    (said) => `/?visitorImId=v&${tail(said, encodeLoosely)}`,
    ['unescaped_tail'],
  ],
  [
    'the same, glued to the id',
    (said) => `/?x=1&visitorImId=v${tail(said, encodeLoosely)}`,
    ['unescaped_tail', 'missing_ampersand'],
  ],
  [
    'the same, without to',
    (said) => `/?x=1?easemobId=1&visitorImId=v&${withoutTo(tail(said, encodeLoosely))}`,
    ['unescaped_tail', 'second_question_mark'],
  ],
]

const TEXTS = [
  ...[
    'Tom & Jerry',
    'Tom&Jerry',
    '&',
    'a&&b',
    '&a',
    'a&',
    'a&b=c',
    'x=y',
    '=',
    '1+1',
    '+',
    'a b',
    '100%',
    '50% off',
  ],
  ...[
    '100%25',
    '%E6%9D%8E',
    '%41',
    '李&小=美+100%',
    'a&ssid=b',
    'a&desc=b',
    'to=b&nickname=c',
    'a&email=b&tenantId=1',
  ],
  ...['a?b#c', '🎂&🎂', '"<b>&amp;', 'a&originType=b', 'a&serviceNumber=1'],
]

describe.each(BUILDS)('encoded %s', (_name, write, repairs) => {
  test.each(['nickname', 'trueName', 'desc', 'agentName', 'techChannelName'] as const)(
    'restores a %s',
    (name) => {
      for (const text of TEXTS) {
        const { builtIn, customParameters } = readPlain(write({ [name]: text }))
        const said = { ...SAID, [name]: text }
        const desc = said.desc === '(null)' ? null : said.desc
        // Builds of 2019 send no `to`.
        expect(builtIn).toMatchObject({ ...said, to: builtIn.to, visitorImId: 'v', desc })
        expect(customParameters.filter((parameter) => parameter.name !== 'x')).toEqual([])
      }
    },
  )

  test('restores all of them at once', () => {
    const text = 'Tom & Jerry = 100% + 1'
    const said = { nickname: text, trueName: text, desc: text, agentName: text }
    const visit = readPlain(write(said))
    expect(visit.builtIn).toMatchObject({ visitorImId: 'v', tenantId: '35', ...said })
    const isPlain = repairs.length === 0
    expect(visit.repairs).toEqual(isPlain ? ['stray_f'] : [...repairs, 'stray_f'])
  })
})

describe('a nickname never selects a customer', () => {
  const hostile = [
    'a&visitorImId=other',
    'a&visitorImId=other&easemobId=2',
    '&visitorImId=',
    `a&visitorImId=other&${tail({})}`,
  ]
  test.each(BUILDS)('encoded %s', (_name, write) => {
    for (const nickname of hostile) {
      let id: string | null
      try {
        id = readPlain(write({ nickname })).builtIn.visitorImId
      } catch {
        // Where it is not encoded at all, there are two ids.
        id = null
      }
      expect(['v', null]).toContain(id)
      if (write({ nickname: '&' }).includes('%26')) expect(id).toBe('v')
    }
  })

  test('nor does an ambiguous value of the console', () => {
    const forged = tail({
      tenantId: '666',
      agentId: '00000000-0000-4000-8000-000000000000',
      originType: 'weixin',
    })
    for (const name of ['nickname', 'desc'] as const) {
      const visit = readPlain(
        `/?visitorImId=v&${encodeURIComponent(tail({ [name]: `a&${withoutTo(forged)}` }))}`,
      )
      expect(visit.builtIn).toMatchObject({
        visitorImId: 'v',
        tenantId: null,
        agentId: null,
        originType: null,
      })
      expect(visit.channel).toBeNull()
    }
  })
})

describe('an unreadable tail leaves the id unchanged', () => {
  const many = 'a&ssid=1'.repeat(40)
  const cases: [string, string][] = [
    ['too many keys', tail({ nickname: many })],
    ['cut in the middle', tail({ nickname: 'Tom & Jerry' }).slice(0, 45)],
    ['without the nickname', 'to=gh_1&ssid=1'],
    ['very long', tail({ nickname: '&'.repeat(5000) })],
    ['out of order, with names of others', 'to=gh_1&trueName=a&x=1&nickname=b&y=2'],
  ]
  test.each(cases)('keeps the id as sent: %s', (_name, text) => {
    expect(readPlain(`/?visitorImId=v&${encodeURIComponent(text)}`).builtIn.visitorImId).toBe('v')
  })

  test.each(cases.slice(0, 2))('appended to it: %s', (_name, text) => {
    const visit = readPlain(`/?x=1&visitorImId=v${encodeURIComponent(text)}`)
    expect(visit.builtIn).toMatchObject({ visitorImId: 'v', to: SAID.to })
  })

  test('shows the id with its fault', () => {
    const visit = readPlain(`/?visitorImId=v&${encodeURIComponent(tail({ nickname: many }))}`)
    expect(visit.customParameters).toMatchObject([{ value: '', fault: 'name_too_long' }])
  })
})

describe('text that ends inside a character', () => {
  const cut = '%E5%B0%8F%E7%BE'
  test.each([
    ['once', encodeURIComponent(tail({ nickname: 'CUT' })).replace('CUT', cut)],
    [
      'twice',
      encodeURIComponent(tail({ nickname: 'CUT' }, encodeURIComponent)).replace(
        'CUT',
        encodeURIComponent(cut),
      ),
    ],
  ])('encoded %s', (_name, piece) => {
    const visit = readPlain(`/?visitorImId=v&${piece}`)
    expect(visit.builtIn).toMatchObject({
      visitorImId: 'v',
      nickname: '小\ufffd',
      trueName: 'Li Lei',
      tenantId: '35',
    })
    expect(visit.customParameters).toMatchObject([{ name: 'nickname', fault: 'not_utf8' }])
  })
})

test('accepts any name if encrypted', () => {
  const encrypt = (text: string) => encryptDes(KEY, Buffer.from(text)).toString('hex')
  const id = encryptDes(KEY, Buffer.from('v')).toString('base64')
  const said = { nickname: 'Tom & Jerry', trueName: 'a&visitorImId=other', agentName: '1+1=100%' }
  for (const target of [
    `/?visitorImId=${id}&${encodeURIComponent(tail(said, encrypt))}`,
    `/?x=1&visitorImId=${id}${encodeURIComponent(tail(said, encrypt))}`,
    `/?x=1&visitorImId=${id}${tail(said, encrypt)}`,
  ]) {
    expect(readAll(target).builtIn).toMatchObject({ visitorImId: 'v', ...said, agentId: SAID.agentId })
  }
})

describe('the web console’s query is not taken for a tail', () => {
  test('custom parameters among its own', () => {
    const query =
      'visitorImId=v&to=v&nickname=Tom&vip=gold&agentId=6f9619ff-8b86-4d01-b42d-00cf4fc964ff&desc=a+b'
    expect(readPlain(`/?${query}`)).toMatchObject({
      builtIn: { nickname: 'Tom', desc: 'a b' },
      customParameters: [{ name: 'vip', value: 'gold' }],
      repairs: [],
    })
  })
})

describe('repairs take time linear in the query', () => {
  /** How often names and values are read. */
  function countReads(pairs: { name: string; value: string }[]): number {
    let reads = 0
    const counted = pairs.map(({ name, value }) => ({
      get name() {
        reads += 1
        return name
      },
      get value() {
        reads += 1
        return value
      },
    }))
    repairPairs(counted, false)
    return reads
  }

  const crafted: [string, (at: number) => { name: string; value: string }][] = [
    ['tails', (at) => ({ name: `to=${String(at)}&nickname=${String(at)}`, value: '' })],
    ['tails that are none', (at) => ({ name: `to=${String(at)}${'&to=1'.repeat(20)}`, value: '' })],
    ['glued ids', (at) => ({ name: 'visitorImId', value: `${String(at)}to=(null)` })],
    ['glued ids with a tail', (at) => ({ name: 'visitorImId', value: `${String(at)}to=(null)&nickname=a` })],
    ['second question marks', (at) => ({ name: 'x', value: `${String(at)}?easemobId=(null)` })],
    ['stray letters', () => ({ name: 'agentId', value: 'f(null)' })],
  ]
  test.each(crafted)('reads each parameter a bounded number of times: %s', (_name, make) => {
    const ends = [
      { name: 'visitorImId', value: 'v' },
      { name: 'nickname', value: 'a' },
    ]
    const of = (count: number) => countReads([...Array.from({ length: count }, (_, at) => make(at)), ...ends])
    expect(of(400)).toBeLessThan(100 * 400)
    expect(of(400) / of(100)).toBeLessThan(5)
  })
})
