import { describe, expect, test } from 'vitest'
import { ParametersError, VisitorUndecryptableError } from '../../src/visit/parameters-error.ts'
import type { EncryptionMode } from '../../src/visit/encryption-mode.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
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
  test('read the documents’ web example', () => {
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

  test.each(['', '(null)', 'undefined', '%28null%29'])('count as absent if "%s"', (value) => {
    expect(readPlain(`/?visitorImId=a&easemobId=${value}&vip=${value}`)).toMatchObject({
      builtIn: { easemobId: null },
      customParameters: [],
    })
    expect(faultsOf(`/?visitorImId=${value}`)).toEqual(['visitorImId missing'])
  })

  test('count once if repeated, or once absent', () => {
    expect(readPlain('/?visitorImId=a&to=b&visitorImId=a&to=').builtIn).toMatchObject({
      visitorImId: 'a',
      to: 'b',
    })
  })

  test('keep ids as text, also those that look like numbers', () => {
    expect(readPlain('/?visitorImId=00012345678901234567890').builtIn.visitorImId).toBe(
      '00012345678901234567890',
    )
  })
})

describe('a visit is refused', () => {
  const cases: [string, string, string[]][] = [
    ['nothing', '/', ['visitorImId missing']],
    ['no visitor', '/?easemobId=1', ['visitorImId missing']],
    ['two visitors', '/?visitorImId=a&visitorImId=b', ['visitorImId different_values']],
    ['two visitors that differ in case', '/?visitorImId=a&visitorImId=A', ['visitorImId different_values']],
    ['a NUL in an id', '/?visitorImId=a%00', ['visitorImId control_characters']],
    ['a line break in an id', '/?visitorImId=a%0A', ['visitorImId control_characters']],
    ['an id of bytes that are no UTF-8', '/?visitorImId=%ff', ['visitorImId not_utf8']],
    ['a very long id', `/?visitorImId=${'a'.repeat(257)}`, ['visitorImId too_long']],
    [
      'an id with every fault at once',
      `/?visitorImId=%00%ff${'a'.repeat(257)}&visitorImId=b`,
      [
        'visitorImId control_characters',
        'visitorImId not_utf8',
        'visitorImId too_long',
        'visitorImId different_values',
      ],
    ],
    ['more than a visitor’s message can hold', `/?visitorImId=a${'&x=1'.repeat(1000)}`, ['* too_many']],
    [
      'no visitor: what else is wrong refuses nothing, and is not told',
      '/?to=a&to=b&easemobId=%00&note=%01&note=%02',
      ['visitorImId missing'],
    ],
  ]

  test.each(cases)('with the name of the parameter: %s', (_name, target, faults) => {
    expect(faultsOf(target).sort()).toEqual(faults.sort())
  })

  test('but not for a value of the maximum length', () => {
    const target = `/?visitorImId=${'a'.repeat(256)}&${'n'.repeat(100)}=${'v'.repeat(8000)}${'&x=1'.repeat(98)}`
    expect(readPlain(target).customParameters).toHaveLength(99)
  })

  test('without quoting a value', () => {
    try {
      readPlain('/?visitorImId=secret-1&visitorImId=secret-2')
      expect.unreachable()
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('secret')
      expect(String(error)).not.toContain('secret')
    }
  })
})

describe('an absent id beside a present one', () => {
  const absent = ['', '(null)', 'undefined', '%28null%29']
  const tail = encodeURIComponent('to=(null)&nickname=n&serviceNumber=(null)')
  const cases: [string, string][] = [
    ...absent.map((own): [string, string] => [`"${own}" behind`, `visitorImId=victim&visitorImId=${own}`]),
    ...absent.map((own): [string, string] => [
      `"${own}" before`,
      `visitorImId=${own}&x=1&visitorImId=victim`,
    ]),
    ['between two that are alike', 'visitorImId=victim&visitorImId=&visitorImId=victim'],
    ['a name without a value', 'visitorImId=victim&visitorImId'],
    ['with a tail glued on', 'visitorImId=victim&visitorImId=(null)to=(null)&nickname=n'],
    ['with an encoded tail glued on', `visitorImId=(null)${tail}&visitorImId=victim`],
    ['behind a hundred others', `visitorImId=victim&${'x=1&'.repeat(200)}visitorImId=`],
  ]
  test.each(cases)('refuses the visit: %s', (_name, query) => {
    expect(faultsOf(`/?${query}`)).toEqual(['visitorImId different_values'])
  })

  test('refuses the visit, also if encrypted', () => {
    for (const own of ['', '(null)', 'undefined']) {
      const [victim, other] = ['victim', own].map((text) => encryptDesHex(KEY, text))
      for (const ids of [
        [victim, other],
        [other, victim],
      ]) {
        const target = `/?${ids.map((id) => `visitorImId=${String(id)}`).join('&')}`
        expect(faultsOf(target, 'all')).toEqual(['visitorImId different_values'])
      }
    }
  })

  test('refuses the visit even behind many spellings of the first', () => {
    const hex = encryptDesHex(KEY, 'victim')
    const spellings = Array.from(
      { length: 8 },
      (_, at) => hex.slice(0, at + 1).toUpperCase() + hex.slice(at + 1),
    )
    const query = [...spellings, encryptDesHex(KEY, 'own')].map((id) => `visitorImId=${id}`).join('&')
    expect(faultsOf(`/?${query}`, 'all')).toEqual(['visitorImId different_values'])
  })
})

describe('a fault in a parameter that does not select a customer', () => {
  /** What is listed: name, value, fault. */
  const cases: [string, string, [string, string | null, string | undefined][]][] = [
    ['a line break is text', 'remark=line1%0Aline2', [['remark', 'line1\nline2', undefined]]],
    ['so is a tab', 'remark=a%09b', [['remark', 'a\tb', undefined]]],
    ['a control character is a space', 'remark=a%14b', [['remark', 'a b', 'control_characters']]],
    ['of C1, too', 'remark=a%C2%85b', [['remark', 'a b', 'control_characters']]],
    ['a NUL', 'remark=a%00', [['remark', 'a ', 'control_characters']]],
    ['in a nickname', 'nickname=%14%E5%B0%8F%E7%BE%8E', [['nickname', ' 小美', 'control_characters']]],
    ['a cut nickname', 'nickname=%E5%B0%8F%E7%BE', [['nickname', '小\ufffd', 'not_utf8']]],
    ['half a character', 'nickname=Tom%ED%A0%BD', [['nickname', 'Tom\ufffd\ufffd\ufffd', 'not_utf8']]],
    ['lost bytes in a custom value', 'remark=%ff', [['remark', '\ufffd', 'not_utf8']]],
    ['too long a description', `desc=${'d'.repeat(2001)}`, [['desc', 'd'.repeat(2001), 'too_long']]],
    ['too long a value', `remark=${'a'.repeat(8001)}`, [['remark', `${'a'.repeat(8000)}…`, 'too_long']]],
    ['too long a name', `${'n'.repeat(101)}=1`, [[`${'n'.repeat(100)}…`, '1', 'name_too_long']]],
    ['a name alone, with a fault', '%07=', [[' ', '', 'control_characters']]],
    ['two languages', 'lang=zh&lang=en', ['zh', 'en'].map((lang) => ['lang', lang, 'different_values'])],
    ['two e-mails', 'email=a&email=b', ['a', 'b'].map((email) => ['email', email, 'different_values'])],
    [
      'two channels',
      'originType=app&originType=weixin',
      ['app', 'weixin'].map((type) => ['originType', type, 'different_values']),
    ],
    ['a line break in an id', 'to=a%0Ab', [['to', 'a\nb', 'control_characters']]],
    ['too long an id', `tenantId=${'1'.repeat(257)}`, [['tenantId', '1'.repeat(257), 'too_long']]],
  ]
  test.each(cases)('keeps the visitor, and lists the value with its fault: %s', (_name, query, listed) => {
    for (const target of [`/?visitorImId=v&${query}`, `/?${query}&visitorImId=v`]) {
      const visit = readPlain(target)
      expect(visit.builtIn.visitorImId).toBe('v')
      expect(visit.customParameters.map(({ name, value, fault }) => [name, value, fault])).toEqual(listed)
    }
  })

  test('makes ids and disputed texts null, and keeps other texts in printable form', () => {
    const query = [
      ...['to=a%0A', 'easemobId=%ff', `tenantId=${'1'.repeat(257)}`, 'agentId=a&agentId=b', 'userId=5'],
      ...['lang=zh&lang=en', 'originType=app&originType=weixin', 'email=a&email=b'],
      ...['nickname=%14%E5%B0%8F', 'agentName=a%00b', `desc=${'d'.repeat(2001)}`],
    ]
    expect(readPlain(`/?visitorImId=v&${query.join('&')}`)).toMatchObject({
      builtIn: {
        visitorImId: 'v',
        to: null,
        easemobId: null,
        tenantId: null,
        agentId: null,
        userId: '5',
        lang: null,
        originType: null,
        email: null,
        nickname: ' 小',
        agentName: 'a b',
        desc: `${'d'.repeat(2000)}…`,
      },
      channel: null,
      lang: null,
    })
  })

  test('makes a truncated id null, as it is another id', () => {
    const readCut = createVisitReader({
      mode: 'all',
      decrypt: (text) => ({ ok: true, text, cut: text === 'gh', key: 0 }),
    })
    const visit = readCut('/?visitorImId=v&to=gh')
    expect(visit.builtIn.to).toBeNull()
    expect(visit.customParameters).toMatchObject([{ name: 'to', value: 'gh', status: 'cut' }])
  })

  test('reads the first hundred custom parameters and every built-in one', () => {
    const custom = Array.from({ length: 300 }, (_, at) => `p${String(at)}=${String(at)}`)
    const visit = readPlain(`/?${custom.join('&')}&easemobId=1&visitorImId=v&to=gh_1`)
    expect(visit.builtIn).toMatchObject({ visitorImId: 'v', easemobId: '1', to: 'gh_1' })
    expect(visit.customParameters).toHaveLength(100)
    expect(visit.notRead).toBe(200)
    expect(readPlain('/?visitorImId=v&x=1').notRead).toBe(0)
  })
})

test('reads four different values of a built-in name, and counts the others without repetitions', () => {
  const values = (count: number) =>
    Array.from({ length: count }, (_, at) => `email=${String(at)}&email=${String(at)}`).join('&')
  expect(readPlain(`/?visitorImId=v&${values(4)}`)).toMatchObject({
    customParameters: ['0', '1', '2', '3'].map((value) => ({ name: 'email', value })),
    notRead: 0,
  })
  const more = readPlain(`/?visitorImId=v&${values(6)}`)
  expect(more.customParameters).toHaveLength(4)
  expect(more.notRead).toBe(4)
})

describe('a custom parameter with a built-in name', () => {
  const JOHN = encryptDesHex(KEY, 'john@example.com')
  const listed = (target: string, mode: EncryptionMode) =>
    reader(mode)(target).customParameters.map(({ name, value, status }) => [name, value, status])

  test.each([
    ['beside the console’s own', `email=${JOHN}&visitorImId=v&email=agent@example.com`, 'agent@example.com'],
    ['in the other order', `visitorImId=v&email=agent@example.com&email=${JOHN}`, 'agent@example.com'],
    ['alone', `email=${JOHN}&visitorImId=v`, null],
    ['in upper case', `email=${JOHN.toUpperCase()}&visitorImId=v`, null],
  ])('custom: decrypts %s', (_name, query, email) => {
    expect(reader('custom')(`/?${query}`).builtIn.email).toBe(email)
    expect(listed(`/?${query}`, 'custom')).toEqual([['email', 'john@example.com', 'decrypted']])
  })

  test.each(['to', 'userId', 'tenantId', 'easemobId', 'originType', 'agentId', 'lang', 'nickname'])(
    'custom: never looks up by %s',
    (name) => {
      const target = `/?${name}=${encryptDesHex(KEY, 'gh_1')}&visitorImId=v`
      expect(reader('custom')(target)).toMatchObject({ builtIn: { [name]: null }, channel: null, lang: null })
      expect(listed(target, 'custom')).toEqual([[name, 'gh_1', 'decrypted']])
    },
  )

  test('custom: never takes an encrypted visitor id for an id, or for another one', () => {
    const victim = encryptDesHex(KEY, 'victim')
    expect(faultsOf(`/?visitorImId=${victim}&visitorImId=v`, 'custom')).toEqual([
      'visitorImId different_values',
    ])
    expect(reader('custom')(`/?visitorImId=${victim}`).builtIn.visitorImId).toBe(victim)
  })

  test('custom: says that the visitor id is encrypted, too', () => {
    const sends = (id: string, mode: 'custom' | 'all' = 'custom') =>
      reader(mode)(`/?visitorImId=${encodeURIComponent(id)}`).isIdEncrypted
    const hex = encryptDesHex(KEY, 'webim-visitor-1')
    expect(
      [hex, hex.toUpperCase(), Buffer.from(hex, 'hex').toString('base64')].map((id) => sends(id)),
    ).toEqual([true, true, true])
    expect(
      [encryptDesHex('otherkey', 'v'), 'ab'.repeat(16), 'webim-visitor-1', 'v='].some((id) => sends(id)),
    ).toBe(false)
    expect(sends(hex, 'all')).toBe(false)
    expect(reader('off')(`/?visitorImId=${hex}`).isIdEncrypted).toBe(false)
  })

  test('custom: keeps an id that only looks like ciphertext', () => {
    const userId = 'ab'.repeat(16)
    expect(reader('custom')(`/?visitorImId=v&userId=${userId}`)).toMatchObject({
      builtIn: { userId },
      customParameters: [],
    })
  })

  test('all: uses neither value, and shows both', () => {
    const target = `/?visitorImId=${encryptDesHex(KEY, 'v')}&email=${JOHN}&email=${encryptDesHex(KEY, 'agent@example.com')}`
    expect(reader('all')(target).builtIn.email).toBeNull()
    expect(listed(target, 'all')).toEqual([
      ['email', 'john@example.com', 'decrypted'],
      ['email', 'agent@example.com', 'decrypted'],
    ])
  })
})

describe('custom parameters', () => {
  test('are all other names, in order, with repetitions, not nested', () => {
    const { customParameters } = readPlain(encodeURI('/?a[b]=1&visitorImId=v&姓=2&a.c=3&a[b]=4&__proto__=5'))
    expect(customParameters.map(({ name, value }) => `${name}=${String(value)}`)).toEqual([
      'a[b]=1',
      '姓=2',
      'a.c=3',
      'a[b]=4',
      '__proto__=5',
    ])
  })

  test('include names that differ in case from built-in ones', () => {
    expect(readPlain('/?visitorImId=v&visitorimid=x&Email=y').customParameters).toHaveLength(2)
  })
})

describe('encryption', () => {
  const encrypted = (text: string) => encryptDesHex(KEY, text)

  test('custom: decrypts custom values, and reads built-in ones as plain', () => {
    const visit = reader('custom')(`/?name=${JACK}&visitorImId=${'ab'.repeat(16)}&empty=${encrypted('')}`)
    expect(visit.builtIn.visitorImId).toBe('ab'.repeat(16))
    expect(visit.customParameters).toEqual([{ name: 'name', value: 'Jack', status: 'decrypted' }])
  })

  test('off: decrypts nothing', () => {
    expect(readPlain(`/?visitorImId=v&name=${JACK}`).customParameters).toEqual([
      { name: 'name', value: JACK, status: 'plain' },
    ])
  })

  test('marks undecryptable values, and drops them', () => {
    expect(reader('custom')(`/?visitorImId=v&name=Jack&age=${JACK.slice(1)}`).customParameters).toEqual([
      { name: 'name', value: null, status: 'undecryptable', reason: 'not_hex_or_base64' },
      { name: 'age', value: null, status: 'undecryptable', reason: 'odd_length' },
    ])
  })

  test('all: decrypts built-in values, too', () => {
    const visit = reader('all')(
      `/?name=${JACK}&visitorImId=${encrypted('lijipeng_2019')}&agentName=${encrypted('客服')}&lang=${encrypted('zh')}`,
    )
    expect(visit).toMatchObject({ builtIn: { visitorImId: 'lijipeng_2019', agentName: '客服' }, lang: 'zh' })
    expect(visit.customParameters).toEqual([{ name: 'name', value: 'Jack', status: 'decrypted' }])
  })

  test('all: makes other undecryptable built-in values null, and reports them', () => {
    const visit = reader('all')(`/?visitorImId=${encrypted('v')}&agentName=nobody!`)
    expect(visit.builtIn.agentName).toBeNull()
    expect(visit.undecryptable).toEqual([{ name: 'agentName', reason: 'not_hex_or_base64' }])
  })

  test('all: rejects an undecryptable visitor id with an error of its own', () => {
    expect(() => reader('all')('/?visitorImId=webim-visitor-8K2F')).toThrow(VisitorUndecryptableError)
  })

  test('explains that error in the requested language', () => {
    expect(() => reader('all')(`/?visitorImId=webim-visitor-8K2F&lang=${encrypted('zh')}`)).toThrow(
      expect.objectContaining({
        name: 'VisitorUndecryptableError',
        message: 'The visitor id cannot be decrypted',
        reason: 'not_hex_or_base64',
        lang: 'zh',
      }),
    )
    expect(() => readPlain('/?lang=en')).toThrow(expect.objectContaining({ name: 'ParametersError' }))
  })

  test('counts how many values each key decrypted', () => {
    const read = createVisitReader({ mode: 'custom', decrypt: createValueDecryptor(['87654321', KEY]) })
    expect(read(`/?visitorImId=v&a=${JACK}&b=${JACK}&c=x`).keyUses).toEqual([0, 2])
    expect(read(`/?visitorImId=v&a=${encryptDesHex('87654321', 'x')}&b=${JACK}`).keyUses).toEqual([1, 1])
    expect(read('/?visitorImId=v&a=x').keyUses).toEqual([])
  })

  test('all: rejects a truncated visitor id, as it is another id', () => {
    // "a" and the first byte of 李, padded.
    const cut = Buffer.concat([Buffer.from('a'), Buffer.from('李').subarray(0, 1)])
    const readBytes = createVisitReader({
      mode: 'all',
      decrypt: () => ({ ok: true, text: cut.toString('utf8', 0, 1), cut: true, key: 0 }),
    })
    expect(() => readBytes('/?visitorImId=00')).toThrow(VisitorUndecryptableError)
  })

  test('all: counts a readable and an unreadable value of one name as two values', () => {
    expect(faultsOf(`/?visitorImId=${encrypted('v')}&visitorImId=plain!`, 'all')).toEqual([
      'visitorImId different_values',
    ])
  })
})

describe('channel', () => {
  const CONSOLE = 'agentId=6f9619ff-8b86-4d01-b42d-00cf4fc964ff&tenantId=35'
  const cases: [string, string, string | null][] = [
    ['webim', `visitorImId=x&originType=webim&${CONSOLE}`, 'web'],
    ['app', `visitorImId=x&originType=app&${CONSOLE}`, 'app'],
    ['weixin', `visitorImId=x&originType=weixin&${CONSOLE}`, 'wechat'],
    ['weibo', `visitorImId=x&originType=weibo&${CONSOLE}`, 'weibo'],
    ['phone', `visitorImId=x&originType=phone&${CONSOLE}`, 'phone'],
    ['rest', `visitorImId=x&originType=rest&${CONSOLE}`, 'rest'],
    ['WeCom, whose originType is not known', `visitorImId=x&originType=wecom&${CONSOLE}`, null],
    ['a name of every object', `visitorImId=x&originType=constructor&${CONSOLE}`, null],
    ['a channel of the future', `visitorImId=x&originType=telegram&${CONSOLE}`, null],
    ['an id of the web widget', 'visitorImId=webim-visitor-8K2FTG9QTYWRT8EYVJ7F', 'web'],
    ['a WeChat official account', 'visitorImId=oY4kQ6&to=gh_3f8a0c7d5e21', 'wechat'],
    ['a bare id', 'visitorImId=lijipeng_2019', null],
    ['an originType alone, which can be forged', 'visitorImId=x&originType=app', null],
    ['an originType without an agent', 'visitorImId=x&originType=app&tenantId=35', null],
    ['an originType without a tenant', 'visitorImId=x&originType=app&agentId=7', null],
    ['an originType beside two agents', 'visitorImId=x&originType=app&tenantId=35&agentId=7&agentId=8', null],
    [
      'the id’s shape before originType, which can be forged',
      `visitorImId=webim-visitor-1&originType=app&${CONSOLE}`,
      'web',
    ],
  ]
  test.each(cases)('is read from the shape of the ids and originType: %s', (_name, query, channel) => {
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

  test('is kept in errors', () => {
    expect(() => readPlain('/?lang=zh')).toThrow(expect.objectContaining({ lang: 'zh' }))
  })
})

describe('a query that is expensive to read is refused early', () => {
  test.each(['off', 'all'] as const)('too many parameters, in mode %s', (mode) => {
    expect(faultsOf(`/?lang=zh&${'a&'.repeat(19_000)}visitorImId=a`, mode)).toEqual(['* too_many'])
  })

  test('an id with a thousand tails', () => {
    expect(faultsOf(`/?visitorImId=a${'to=(null)'.repeat(3000)}&nickname=x`)).toContain(
      'visitorImId too_long',
    )
  })

  test('but not for a thousand parameters in a tail', () => {
    const tail = encodeURIComponent(`to=1&nickname=2${'&to=3'.repeat(1000)}`)
    expect(readPlain(`/?visitorImId=a&${tail}`)).toMatchObject({
      builtIn: { to: null, nickname: null },
      customParameters: [{ value: '', fault: 'name_too_long' }],
    })
  })
})

test('reads a visit’s target, and its shortened form, into the same visit', () => {
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
