import { describe, expect, test } from 'vitest'
import { ParametersError, VisitorUndecryptableError } from '../../src/visit/parameters-error.ts'
import { createVisitReader, type EncryptionMode } from '../../src/visit/read-visit.ts'
import { encryptDesHex } from '../../src/visit/des.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'

const KEY = '12345678'
const JACK = '877523f86f18f55e'

function reader(mode: EncryptionMode) {
  return createVisitReader({ mode, decrypt: createValueDecryptor(mode === 'off' ? [] : [KEY]) })
}

const readPlain = reader('off')

/** @returns each fault as `name problem` */
function faultsOf(target: string, mode: EncryptionMode = 'off'): string[] {
  try {
    reader(mode)(target)
  } catch (error) {
    if (error instanceof ParametersError) return error.faults.map(({ name, problem }) => `${name} ${problem}`)
    throw error
  }
  return []
}

describe('built-in parameters', () => {
  test('the documents’ web example', () => {
    const visit = readPlain(
      '/?easemobId=107937&visitorImId=webim-visitor-8K2FTG9QTYWRT8EYVJ7F&to=webim-visitor-8K2FTG9QTYWRT8EYVJ7F',
    )
    expect(visit).toMatchObject({
      builtIn: {
        easemobId: '107937',
        visitorImId: 'webim-visitor-8K2FTG9QTYWRT8EYVJ7F',
        to: 'webim-visitor-8K2FTG9QTYWRT8EYVJ7F',
        agentId: null,
        email: null,
      },
      channel: 'web',
      lang: null,
      customParameters: [],
      undecryptable: [],
      repairs: [],
    })
  })

  test.each(['', '(null)', 'undefined', '%28null%29'])('"%s" counts as absent', (value) => {
    expect(readPlain(`/?visitorImId=a&easemobId=${value}&vip=${value}`)).toMatchObject({
      builtIn: { easemobId: null },
      customParameters: [],
    })
    expect(faultsOf(`/?visitorImId=${value}`)).toEqual(['visitorImId missing'])
  })

  test('a value that arrives twice alike, or once and absent, is one value', () => {
    expect(readPlain('/?visitorImId=a&to=b&visitorImId=a&to=').builtIn).toMatchObject({
      visitorImId: 'a',
      to: 'b',
    })
  })

  test('ids stay text, also those that look like numbers', () => {
    expect(readPlain('/?visitorImId=00012345678901234567890').builtIn.visitorImId).toBe(
      '00012345678901234567890',
    )
  })
})

describe('refused', () => {
  const cases: [string, string, string[]][] = [
    ['nothing', '/', ['visitorImId missing']],
    ['no visitor', '/?easemobId=1', ['visitorImId missing']],
    ['two visitors', '/?visitorImId=a&visitorImId=b', ['visitorImId different_values']],
    ['two visitors that differ in case', '/?visitorImId=a&visitorImId=A', ['visitorImId different_values']],
    ['a NUL in an id', '/?visitorImId=a%00', ['visitorImId control_characters']],
    ['a line feed in a custom parameter', '/?visitorImId=a&note=a%0Ab', ['note control_characters']],
    ['a C1 control character', '/?visitorImId=a&note=%C2%85', ['note control_characters']],
    ['an id of bytes that are no UTF-8', '/?visitorImId=%ff', ['visitorImId not_utf8']],
    ['a very long id', `/?visitorImId=${'a'.repeat(257)}`, ['visitorImId too_long']],
    ['a very long custom value', `/?visitorImId=a&note=${'a'.repeat(8001)}`, ['note too_long']],
    ['a very long name', `/?visitorImId=a&${'n'.repeat(101)}=1`, [`${'n'.repeat(100)}… name_too_long`]],
    ['too many parameters', `/?visitorImId=a${'&x=1'.repeat(100)}`, ['* too_many']],
    ['a control character in a name', '/?visitorImId=a&%07=1', ['\ufffd control_characters']],
    [
      'everything at once, each fault by its name',
      '/?to=a&to=b&easemobId=%00&note=%01&note=%02',
      [
        'easemobId control_characters',
        'note control_characters',
        'to different_values',
        'visitorImId missing',
      ],
    ],
  ]

  test.each(cases)('%s', (_name, target, faults) => {
    expect(faultsOf(target).sort()).toEqual(faults.sort())
  })

  test('the longest that fits is read', () => {
    const target = `/?visitorImId=${'a'.repeat(256)}&${'n'.repeat(100)}=${'v'.repeat(8000)}${'&x=1'.repeat(98)}`
    expect(readPlain(target).customParameters).toHaveLength(99)
  })

  test('no fault holds a value', () => {
    try {
      readPlain('/?visitorImId=secret-1&visitorImId=secret-2')
      expect.unreachable()
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('secret')
      expect(String(error)).not.toContain('secret')
    }
  })
})

describe('custom parameters', () => {
  test('every other name, in order, repeated or not, flat', () => {
    const { customParameters } = readPlain(encodeURI('/?a[b]=1&visitorImId=v&姓=2&a.c=3&a[b]=4&__proto__=5'))
    expect(customParameters.map(({ name, value }) => `${name}=${String(value)}`)).toEqual([
      'a[b]=1',
      '姓=2',
      'a.c=3',
      'a[b]=4',
      '__proto__=5',
    ])
  })

  test('names that differ in case from built-in ones are custom', () => {
    expect(readPlain('/?visitorImId=v&visitorimid=x&Email=y').customParameters).toHaveLength(2)
  })
})

describe('encryption', () => {
  const encrypted = (text: string) => encryptDesHex(KEY, text)

  test('custom: custom values are decrypted, built-in ones are plain', () => {
    const visit = reader('custom')(`/?name=${JACK}&visitorImId=${'ab'.repeat(16)}&empty=${encrypted('')}`)
    expect(visit.builtIn.visitorImId).toBe('ab'.repeat(16))
    expect(visit.customParameters).toEqual([{ name: 'name', value: 'Jack', status: 'decrypted' }])
  })

  test('off: nothing is decrypted', () => {
    expect(readPlain(`/?visitorImId=v&name=${JACK}`).customParameters).toEqual([
      { name: 'name', value: JACK, status: 'plain' },
    ])
  })

  test('what does not decrypt is marked, and its value is gone', () => {
    expect(reader('custom')(`/?visitorImId=v&name=Jack&age=${JACK.slice(1)}`).customParameters).toEqual([
      { name: 'name', value: null, status: 'undecryptable', reason: 'not_hex_or_base64' },
      { name: 'age', value: null, status: 'undecryptable', reason: 'odd_length' },
    ])
  })

  test('all: built-in values are decrypted too', () => {
    const visit = reader('all')(
      `/?name=${JACK}&visitorImId=${encrypted('lijipeng_2019')}&agentName=${encrypted('客服')}&lang=${encrypted('zh')}`,
    )
    expect(visit).toMatchObject({ builtIn: { visitorImId: 'lijipeng_2019', agentName: '客服' }, lang: 'zh' })
    expect(visit.customParameters).toEqual([{ name: 'name', value: 'Jack', status: 'decrypted' }])
  })

  test('all: another built-in value that does not decrypt is null, and said to be', () => {
    const visit = reader('all')(`/?visitorImId=${encrypted('v')}&agentName=nobody!`)
    expect(visit.builtIn.agentName).toBeNull()
    expect(visit.undecryptable).toEqual([{ name: 'agentName', reason: 'not_hex_or_base64' }])
  })

  test('all: a visitor who does not decrypt is an error of its own', () => {
    expect(() => reader('all')('/?visitorImId=webim-visitor-8K2F')).toThrow(VisitorUndecryptableError)
  })

  test('all: a cut visitor id is another id, and so unreadable', () => {
    // "a" and the first byte of 李, padded.
    const cut = Buffer.concat([Buffer.from('a'), Buffer.from('李').subarray(0, 1)])
    const readBytes = createVisitReader({
      mode: 'all',
      decrypt: () => ({ ok: true, text: cut.toString('utf8', 0, 1), cut: true, key: 0 }),
    })
    expect(() => readBytes('/?visitorImId=00')).toThrow(VisitorUndecryptableError)
  })

  test('all: a readable and an unreadable value of one name are two values', () => {
    expect(faultsOf(`/?visitorImId=${encrypted('v')}&visitorImId=plain!`, 'all')).toEqual([
      'visitorImId different_values',
    ])
  })
})

describe('channel', () => {
  const cases: [string, string, string | null][] = [
    ['webim', 'visitorImId=x&originType=webim', 'web'],
    ['app', 'visitorImId=x&originType=app', 'app'],
    ['weixin', 'visitorImId=x&originType=weixin', 'wechat'],
    ['weibo', 'visitorImId=x&originType=weibo', 'weibo'],
    ['phone', 'visitorImId=x&originType=phone', 'phone'],
    ['rest', 'visitorImId=x&originType=rest', 'rest'],
    ['WeCom, whose originType is not known', 'visitorImId=x&originType=wecom', null],
    ['a name of every object', 'visitorImId=x&originType=constructor', null],
    ['a channel of the future', 'visitorImId=x&originType=telegram', null],
    ['an id of the web widget', 'visitorImId=webim-visitor-8K2FTG9QTYWRT8EYVJ7F', 'web'],
    ['a WeChat official account', 'visitorImId=oY4kQ6&to=gh_3f8a0c7d5e21', 'wechat'],
    ['a bare id', 'visitorImId=lijipeng_2019', null],
    [
      'the id’s shape before originType, which can be forged',
      'visitorImId=webim-visitor-1&originType=app',
      'web',
    ],
  ]
  test.each(cases)('%s', (_name, query, channel) => {
    expect(readPlain(`/?${query}`).channel).toBe(channel)
  })
})

describe('language', () => {
  test.each([
    ['zh', 'zh'],
    ['en', 'en'],
    ['zh-CN', 'zh'],
    ['zh_TW', 'zh'],
    ['EN-us', 'en'],
    ['fr', null],
    ['', null],
  ])('lang=%s is %s', (lang, expected) => {
    expect(readPlain(`/?visitorImId=v&lang=${lang}`).lang).toBe(expected)
  })

  test('an error knows it too', () => {
    expect(() => readPlain('/?lang=zh')).toThrow(expect.objectContaining({ lang: 'zh' }))
  })
})

describe('a query that would take long to read is refused before it is', () => {
  test.each(['off', 'all'] as const)('too many parameters, in mode %s', (mode) => {
    expect(faultsOf(`/?lang=zh&${'a&'.repeat(19_000)}visitorImId=a`, mode)).toEqual(['* too_many'])
  })

  test('an id with a thousand tails', () => {
    expect(faultsOf(`/?visitorImId=a${'to=(null)'.repeat(3000)}&nickname=x`)).toContain(
      'visitorImId too_long',
    )
  })

  test('a tail with a thousand parameters is none', () => {
    const tail = encodeURIComponent(`to=1&nickname=2${'&to=3'.repeat(1000)}`)
    expect(faultsOf(`/?visitorImId=a&${tail}`)).toEqual(
      expect.arrayContaining([expect.stringMatching(/name_too_long$/)]),
    )
  })
})

test('a visit’s target is read into the same visit, the shorter way too', () => {
  const tail = (desc: string) =>
    encodeURIComponent(
      `to=gh_1&nickname=n&desc=${encodeURIComponent(desc)}&agentId=f6f9619ff-8b86-4d01-b42d-00cf4fc964ff`,
    )
  for (const desc of ['短', '长'.repeat(200)]) {
    const visit = readPlain(`/?visitorImId=a&x=${'y'.repeat(1500)}&${tail(desc)}`)
    const again = readPlain(visit.target)
    expect(again.builtIn).toEqual(visit.builtIn)
    expect(visit.builtIn).toMatchObject({ desc, agentId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' })
    expect(again.customParameters).toHaveLength(desc === '短' ? 1 : 0)
  }
})
