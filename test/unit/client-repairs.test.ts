import { describe, expect, test } from 'vitest'
import { CLIENTS, type ClientFields } from '../../src/simulator/clients.ts'
import { encryptDesHex } from '../../src/visit/des.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'

const KEY = '12345678'
const OFF = { mode: 'off' } as const
const ALL = { mode: 'all', key: KEY } as const
const URL = 'https://crm.example.com/'
const { web, android, ...iosBuilds } = CLIENTS
const decrypt = createValueDecryptor([KEY])
const readPlain = createVisitReader({ mode: 'off', decrypt })
const readAll = createVisitReader({ mode: 'all', decrypt })

/** What the app knows, with everything that could trip a reader. */
const SAID: ClientFields = {
  easemobId: '107937',
  visitorImId: 'lijipeng_2019',
  to: 'kefuchannelimid_814947',
  nickname: '鹏哥 & Co. 100%=1',
  originType: 'app',
  techChannelName: '商城?首页',
  serviceNumber: 'kefuchannelimid_814947',
  desc: '100% #1 a+b',
  agentId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  userId: '0b7e6a52-5c1d-4d8e-9b0a-1f2e3d4c5b6a',
  ssid: 'c1a7a1f0-3e5b-4a39-8a1b-5f0e7d2c9b48',
  tenantId: '35',
  email: 'agent+1%x@example.com',
  agentName: '客服小李',
  trueName: '李 客服',
}

const BUILT_IN = {
  ...SAID,
  lang: null,
}

/** Cut by the app, which counts UTF-16 units where bytes are meant. */
function cut(text: string): string {
  return Buffer.from(text).subarray(0, text.length).toString('utf8').replaceAll('\ufffd', '')
}

/** Encrypted, only texts beyond ASCII suffer. */
const BUILT_IN_CUT = Object.fromEntries(
  Object.entries(BUILT_IN).map(([name, value]) => [name, value === null ? null : cut(value)]),
)

describe.each(Object.values(iosBuilds))('$name', ({ name, toUrl, repairs }) => {
  for (const configured of [
    'https://crm.example.com/',
    'https://crm.example.com/?x=1',
    'https://crm.example.com/?x',
  ]) {
    const hasQuery = configured.includes('?')
    const expected = name === CLIENTS['ios-2019'].name ? { to: null } : {}

    test(`${configured}, plain`, () => {
      const visit = readPlain(toUrl({ configuredUrl: configured, fields: SAID, custom: {}, encryption: OFF }))
      expect(visit.builtIn).toEqual({ ...BUILT_IN, ...expected })
      expect(visit.repairs).toEqual(repairs(hasQuery))
      expect(visit.channel).toBe('app')
      expect(visit.customParameters).toEqual(
        configured.includes('x=') ? [{ name: 'x', value: '1', status: 'plain' }] : [],
      )
    })

    test(`${configured}, everything encrypted`, () => {
      const visit = readAll(toUrl({ configuredUrl: configured, fields: SAID, custom: {}, encryption: ALL }))
      expect(visit.builtIn).toEqual({ ...BUILT_IN_CUT, ...expected })
      expect(visit.builtIn.agentName).toBe('客')
      expect(visit.repairs).toEqual(repairs(hasQuery))
    })

    test(`${configured}, with nothing to say but the ids`, () => {
      const visit = readPlain(
        toUrl({
          configuredUrl: configured,
          fields: { easemobId: '107937', visitorImId: 'oY4kQ6-to_Zx2' },
          custom: {},
          encryption: OFF,
        }),
      )
      expect(visit.builtIn).toMatchObject({
        easemobId: '107937',
        visitorImId: 'oY4kQ6-to_Zx2',
        agentName: null,
      })
      expect(visit.repairs).toEqual([...repairs(hasQuery), 'null_text'])
    })
  }
})

describe('other clients need no repair', () => {
  test('the web console, with the value-added service and custom parameters', () => {
    const custom = { 'order.no': 'A-1', '城市[0]': '杭州', note: 'to=b&nickname=c' }
    const visit = readPlain(
      web.toUrl({ configuredUrl: URL, fields: { ...SAID, lang: 'zh' }, custom, encryption: OFF }),
    )
    expect(visit.builtIn).toEqual({ ...BUILT_IN, lang: 'zh' })
    expect(visit.customParameters.map(({ name, value }) => [name, value])).toEqual(Object.entries(custom))
    expect(visit.repairs).toEqual([])
  })

  test('the Android app', () => {
    const visit = readPlain(android.toUrl({ configuredUrl: URL, fields: SAID, custom: {}, encryption: OFF }))
    expect(visit.builtIn).toMatchObject({ visitorImId: 'lijipeng_2019', easemobId: '107937', to: null })
    expect(visit.repairs).toEqual([])
  })
})

describe('ambiguous input is not repaired', () => {
  const cases: [string, string, Record<string, string | null>][] = [
    ['an id with "to="', '/?visitorImId=goto=home', { visitorImId: 'goto=home', to: null }],
    ['with a nickname', '/?visitorImId=photo=5&nickname=A', { visitorImId: 'photo=5', to: null }],
    [
      'with another service number',
      '/?visitorImId=photo=5&nickname=A&serviceNumber=6',
      { visitorImId: 'photo=5' },
    ],
    ['with a real to', '/?visitorImId=xto=gh_1&nickname=A&to=gh_1', { visitorImId: 'xto=gh_1', to: 'gh_1' }],
    ['with an account but no tail', '/?visitorImId=xto=gh_1', { visitorImId: 'xto=gh_1', to: null }],
    ['an id with an ampersand', '/?visitorImId=a%26b', { visitorImId: 'a&b' }],
    [
      'an id like a tail, without proof',
      '/?visitorImId=ato=b%26nickname=c',
      { visitorImId: 'ato=b&nickname=c' },
    ],
    [
      'an agent whose id begins with f',
      `/?visitorImId=a&agentId=ff9619ff-8b86-4d01-b42d-00cf4fc964f0`,
      { agentId: 'ff9619ff-8b86-4d01-b42d-00cf4fc964f0' },
    ],
    ['an agent id that is no UUID', '/?visitorImId=a&agentId=fred', { agentId: 'fred' }],
  ]
  test.each(cases)('keeps %s as sent', (_name, target, builtIn) => {
    const visit = readPlain(target)
    expect(visit.builtIn).toMatchObject(builtIn)
    expect(visit.repairs).toEqual([])
  })

  test('a page’s address in a custom parameter', () => {
    const landing = encodeURIComponent('https://shop.example/?easemobId=1')
    const visit = readPlain(`/?landing=${landing}&x=1&visitorImId=a`)
    expect(visit.builtIn.easemobId).toBeNull()
    expect(visit.customParameters[0]?.value).toBe('https://shop.example/?easemobId=1')
  })

  test('a name that resembles a tail with content that the app does not send', () => {
    const visit = readPlain(`/?visitorImId=a&${encodeURIComponent('to=b&nickname=c&x=d')}=`)
    expect(visit.builtIn).toMatchObject({ to: null, nickname: null })
  })

  test('a custom name that resembles a tail without its marks', () => {
    const visit = readPlain(`/?visitorImId=a&${encodeURIComponent('to=b&x=c')}=`)
    expect(visit.builtIn.to).toBeNull()
  })
})

describe('forged tails', () => {
  test('never set the visitor', () => {
    const tail = encodeURIComponent('to=b&nickname=c&visitorImId=victim&easemobId=9')
    expect(readPlain(`/?visitorImId=a&${tail}=`).builtIn).toMatchObject({
      visitorImId: 'a',
      easemobId: null,
      to: null,
    })
    expect(() => readPlain(`/?${tail}=`)).toThrow('The parameters cannot be used')
  })

  test('do not override real parameters', () => {
    const tail = encodeURIComponent('to=b&nickname=c&tenantId=9&agentName=evil')
    const visit = readPlain(`/?visitorImId=a&to=real&tenantId=35&${tail}=`)
    expect(visit.builtIn).toMatchObject({ to: 'real', tenantId: '35', nickname: 'c', agentName: 'evil' })
  })

  test('are read once: the first of two counts', () => {
    const tails = ['to=b&nickname=c', 'to=d&nickname=e&tenantId=35'].map(encodeURIComponent)
    const visit = readPlain(`/?visitorImId=a&${tails.join('=&')}=`)
    expect(visit.builtIn).toMatchObject({ to: 'b', nickname: 'c', tenantId: '35' })
    expect(visit).toMatchObject({ customParameters: [], repairs: ['encoded_tail'] })
  })

  test('are validated after the repair', () => {
    const tail = encodeURIComponent('to=b&nickname=c%00')
    expect(readPlain(`/?visitorImId=a&${tail}=`).customParameters).toMatchObject([
      { name: 'nickname', value: 'c ', fault: 'control_characters' },
    ])
  })
})

test('encrypted hex may be uppercase, and Base64 percent-encoded', () => {
  const hex = encryptDesHex(KEY, 'lijipeng_2019')
  const base64 = Buffer.from(hex, 'hex').toString('base64')
  for (const form of [hex, hex.toUpperCase(), base64, encodeURIComponent(base64)]) {
    expect(readAll(`/?visitorImId=${form}`).builtIn.visitorImId).toBe('lijipeng_2019')
  }
})

test('never splits the visitor’s id at a second question mark', () => {
  const visit = readPlain('/?to=(null)&visitorImId=a=?easemobId=b&visitorImId=a=?easemobId=b')
  expect(visit.builtIn).toMatchObject({ visitorImId: 'a=?easemobId=b', easemobId: null })
})
