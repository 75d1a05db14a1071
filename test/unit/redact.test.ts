import { describe, expect, test } from 'vitest'
import {
  redactId,
  redactUnknown,
  collectSecrets,
  redactValue,
} from '../../src/page/redaction/redact-value.ts'
import { createRedactor } from '../../src/page/redaction/redact.ts'

const redactorOf = (...values: unknown[]) => {
  const secrets: string[] = []
  for (const value of values) collectSecrets(value, secrets)
  return createRedactor(secrets)
}

describe('a masked value is found in other texts', () => {
  const redact = (text: string) =>
    createRedactor(['+86 199 0000 0127', 'emma.johansson@example.com', '李继鹏', 'A7']).redact(text)
  test.each([
    ['19900000127', '199\u00a0••••\u00a00127'],
    ['86-199-0000-0127', '••••\u00a027'],
    ['user_19900000127', 'us••••27'],
    ['call 199 0000 0127 after six', '••••'],
    ['Emma.Johansson@Example.com', 'E••••@Example.com'],
    ['emma.johansson', 'em••••on'],
    ['寄给李继鹏收', '••••'],
    ['A7', '••••'],
  ])('redacts it in %j', (text, shown) => {
    expect(redact(text)).toBe(shown)
  })

  test.each(['Emma', '李', 'A7B', '0000', '2026-11-12', 'example.com', '', '+86 188 1111 2222'])(
    'keeps %s',
    (text) => {
      expect(redact(text)).toBe(text)
    },
  )

  test.each([
    [['张伟'], '张伟 是 VIP 客户, 请优先处理'],
    [['张伟'], 'VIP customer, ask for 张伟'],
    [['acme-corp.com'], 'joe@acme-corp.com'],
    [['13800001111 / 13900002222'], '13800001111'],
    [['13800001111-802'], '13800001111'],
    [['Bob Smith <bob.smith@x.org>'], 'bob.smith@x.org'],
    [['Bob Smith <bob.smith@x.org>'], 'Call Bob at six'],
    [['Ann Lee (ann.lee@mail.x.org), +44 20 7946 0000'], 'Ann has called'],
    [['Bob Ray, https://x.org/staff/bob-ray'], 'Bob has called'],
    [['李继鹏 先生'], '李继鹏'],
    [['ou/li@x.org'], 'ou/li'],
    [['mailto:ou/li@x.org'], 'mailto:ou/li'],
    [['13800001111'], '１３８００００１１１１'],
    [['1990-05-17'], '1990-05-17T00:00:00.000Z'],
  ])('does not leak %j through "%s"', (secrets, text) => {
    const shown = createRedactor(secrets).redact(text)
    for (const secret of secrets) expect(shown).not.toContain(secret)
    expect(shown).not.toBe(text)
    expect(shown).not.toMatch(/张伟|acme-corp|3800001111|bob\.smith|李继鹏|1990/)
  })
})

const PHONE = '13800138000'
const CLOTHES: [masked: unknown, kind: string, texts: string[]][] = [
  [
    PHONE,
    'a number with marks between its digits',
    [
      ...[
        '138/0013/8000',
        '138_0013_8000',
        '138:0013:8000',
        '138,0013,8000',
        '138·0013·8000',
        '138|0013|8000',
      ],
      ...[
        '138‐0013‐8000',
        '138–0013–8000',
        '138—0013—8000',
        '138−0013−8000',
        '138﹣0013﹣8000',
        '138゠0013゠8000',
      ],
      ...[
        '138\u00a00013\u00a08000',
        '138\u202f0013\u20098000',
        '138\u00ad0013\u00ad8000',
        '138\u200b0013\ufeff8000',
      ],
      ...['1 3 8 0 0 1 3 8 0 0 0', '138 (0013) 8000', '１３８－００１３－８０００', 'ring 138 0013 8000!'],
    ],
  ],
  [
    PHONE,
    'a number in the digits of another script',
    [
      '١٣٨ ٠٠١٣ ٨٠٠٠',
      '۱۳۸۰۰۱۳۸۰۰۰',
      '१३८-००१३-८०००',
      '𝟙𝟛𝟠𝟘𝟘𝟙𝟛𝟠𝟘𝟘𝟘',
      '%D9%A1%D9%A3%D9%A8%D9%A0%D9%A0%D9%A1%D9%A3%D9%A8',
    ],
  ],
  [
    PHONE,
    'a percent-encoded number',
    ['tel%3A138%2D0013%2D8000', '%31%33%38%30%30%31%33%38%30%30%30', '138%252D0013%252D8000'],
  ],
  [
    '2026-03-01',
    'a day in another form',
    [
      ...[
        '2026-03-01',
        '2026/3/1',
        '2026.03.01',
        '20260301',
        '01/03/2026',
        '3/1/2026',
        '1.3.2026',
        '01-03-26',
      ],
      ...[
        '2026年3月1日',
        '2026 年 03 月 01 日',
        '3月1日',
        '3月1号',
        '2026년 3월 1일',
        'March 1, 2026',
        'Mar 1',
      ],
      ...[
        '1 March 2026',
        '1st of March',
        '1-Mar-2026',
        'born on march 1st',
        '2026-03-01T10:00:00Z',
        '２０２６年３月１日',
      ],
    ],
  ],
  [
    '12345.60',
    'an amount',
    ['12,345.60', '12345.6', 'owes $12,345.60', '12 345,60', "12'345.60", '¥12,345.60元'],
  ],
  ['1234567.89', 'a large amount', ['1,234,567.89', '1.234.567,89', '1 234 567.89']],
  ['4711', 'a PIN', ['PIN 4711', 'pin:4711.', '4711', '(4711)']],
  ['Bob Lee', 'a word of three letters', ['Bob called', 'Mr. LEE', 'bob_1990', 'for lee, please']],
  ['Li Na', 'a short surname with a title', ['Mr Li', 'Mrs. Li called', 'Dr Na', 'Li Na']],
  ['José Müller', 'a name without accents', ['Jose', 'Muller', 'MÜLLER', 'jose\u0301', 'for J\u00adosé']],
  ['Søren Łukasz', 'a name with letters of its own', ['Soren', 'Lukasz']],
  ['O’Brien', 'a name with a mark', ["O'Brien", 'obrien, o’brien']],
  [
    '李继鹏',
    'a Chinese name or surname with a title',
    [
      '李先生',
      '请联系李女士',
      '李总',
      '小李',
      '老李来电',
      '继鹏',
      '李 继 鹏',
      '李·继鹏',
      '李\u200b继鹏',
      '%E6%9D%8E%E7%BB%A7%E9%B9%8F',
    ],
  ],
  ['欧阳小明', 'a double surname with a title', ['欧阳先生', '小明']],
  ['李继鹏先生', 'a name with its title', ['李继鹏', '李女士']],
  ['김철수', 'a Korean name', ['김철수님 전화']],
  ['john@example.com', 'a local part of four letters', ['john', 'JOHN_91', 'mailto:john', 'skype: john']],
  [
    'emma.johansson@example.com',
    'a percent-encoded address',
    ['emma%2Ejohansson%40example.com', '?mail=EMMA.JOHANSSON%40x'],
  ],
  ['EMJ7-K2QX-9TRW', 'a code with other marks', ['EMJ7K2QX9TRW', 'emj7 k2qx 9trw', 'no. EMJ7/K2QX/9TRW']],
  ['110101199003010019', 'the day of birth of an identity number', ['1990-03-01', '1 March 1990']],
]

describe('a masked value is found in other notations', () => {
  describe.each(CLOTHES)('%j: %s', (masked, _kind, texts) => {
    test.each(texts)('finds and redacts it in %j', (text) => {
      const { leaks, redact } = redactorOf(masked)
      expect(leaks(text)).toBe(true)
      expect(leaks(redact(text))).toBe(false)
    })
  })

  test.each([
    ['numbers of an array', PHONE, ['138', '0013', '8000']],
    ['values of JSON', PHONE, { area: 138, rest: ['0013', { last: 8000 }] }],
    ['characters of an array', '李继鹏', ['李', '继鹏']],
    ['a masked array', ['138', '0013', '8000'], 'ring 138 0013 8000'],
    ['bytes', PHONE, Buffer.from(PHONE)],
    ['bytes in UTF-16', PHONE, Buffer.from(PHONE, 'utf16le')],
    ['bytes in JSON', PHONE, [Buffer.from(`tel ${PHONE}`)]],
    ['masked bytes', Buffer.from(PHONE), PHONE],
    ['a name of JSON', PHONE, { [PHONE]: 'x' }],
    ['a number', PHONE, 13_800_138_000],
    ['an instant on that day in some time zone', '1990-05-17', new Date('1990-05-16T16:00:00Z')],
    ['a masked instant', new Date('1990-05-16T16:00:00Z'), '17 May 1990'],
  ])('redacts it in values of other types: %s', (_kind, masked, value) => {
    const shown = JSON.stringify(redactValue(value, redactorOf(masked)))
    expect(shown).toContain('••')
    expect(shown).not.toMatch(/0013|3800|继鹏|May|1990|49,51,56/)
  })
})

test('zeros beside other digits, and a number of zeros as a whole, are found', () => {
  for (const text of ['13800000000', '3800000', '+86 138 0000 0000 (home)'])
    expect(redactorOf('13800000000').redact(text)).toContain('••••')
  expect(redactorOf('000-0000-0000').redact('0000 0000 000')).toContain('••••')
})

describe('values that only resemble a masked one are kept', () => {
  test.each([
    [
      PHONE,
      ['Order 1380', '138', '8000', '2026-03-01', '13 orders of 800', '13900139000', 'EJ-4107', '10.138.0.1'],
    ],
    ['13800000000', ['100.00000000', '0.0000000000', '10000000']],
    ['000-0000-0000', ['100.00000000', 'tel 0000000']],
    ['2026-03-01', ['2026-03-02', '2025-03-01', '3月2日', 'May 1', 'Mars 1 bar', '1/3', '2026']],
    ['12345.60', ['12,345.61', '12345', '123', '1,234,560']],
    ['4711', ['47110', '04711', '2026-4711-1', '47']],
    ['Bob Lee', ['sleep', 'bobbin', 'The order is late', 'fleece', 'Le']],
    ['Li Na', ['Linen', 'li', 'na', 'Mr Lindt', 'Nail polish']],
    ['李继鹏', ['李', '李子 2 kg', '王先生', '小王', '鹏']],
    ['john@example.com', ['Johnson', 'example.com', 'joh']],
    ['emma.johansson@example.com', ['Emma Johansson', 'Emma', 'Johansson']],
    ['info@example.com', ['info', 'For your info']],
    ['Please call before the delivery, not after six', ['call the shop', 'not before six', 'the']],
    ['12 North Street, Springfield', ['North', 'Main Street 5', '12']],
    ['positive', ['negative', 'posit']],
  ])('beside %j', (masked, texts) => {
    const { redact } = redactorOf(masked)
    for (const text of texts) expect(redact(text)).toBe(text)
  })

  test.each([0, 1, -1, '::1', '-', '?', '７'])(
    'single digits and signs beside %j, for the same reason as booleans',
    (masked) => {
      const given = [0, 1, '1', '-1', '0', '-', '7', '?']
      expect(redactValue(given, redactorOf(masked))).toEqual(given)
    },
  )

  test.each([
    ['zoe@example.com', 'Zoë Castillo', ['Zoë Castillo', 'Zoe called', 'zoe']],
    ['castillo@example.com', 'Zoë Castillo', ['Zoë Castillo', 'Ms Castillo']],
    ['castillo@example.com', 'Zoë Castillo-Ruiz', ['Zoë Castillo-Ruiz']],
  ])('the words of a shown name, with which %j begins', (masked, name, texts) => {
    const { redact } = createRedactor([masked], [name])
    for (const text of texts) expect(redact(text)).toBe(text)
  })

  test.each([
    ['zoe@example.com', 'Zoë Castillo', ['zoe@example.com', 'Mail: ZOE@EXAMPLE.COM']],
    ['zoe.castillo@example.com', 'Zoë Castillo', ['zoe.castillo', 'Zoe.Castillo at example']],
    ['zoe99@example.com', 'Zoë Castillo', ['zoe99']],
    ['zoe@example.com', 'Zoey Castillo', ['Zoe']],
    ['Zoë', 'Zoë Castillo', ['Zoe called']],
    ['Zoë Castillo <zoe@example.com>', 'Zoë Castillo', ['Zoe called', 'Ms Castillo']],
    ['zoe@example.com', 'zoe@example.com', ['Zoe called']],
    ['castillo@example.com, 19900000127', 'Castillo 19900000127', ['Ms Castillo']],
  ])('but not %j beside the name %j', (masked, name, texts) => {
    const { leaks } = createRedactor([masked], [name])
    for (const text of texts) expect([text, leaks(text)]).toEqual([text, true])
  })

  test('booleans, as redacting the equal ones would leak the masked one', () => {
    expect(redactValue(['true', 'false', true], redactorOf(true))).toEqual(['true', 'false', true])
  })

  test('everything if nothing is masked', () => {
    const { redact } = createRedactor([])
    expect(redact('19900000127')).toBe('19900000127')
    const bytes = Buffer.from('ab')
    expect(redactValue(bytes, createRedactor([]))).toBe(bytes)
  })
})

test('finds each of many masked values, and redacts nothing else', () => {
  const names = Array.from(
    { length: 40 },
    (_, at) => `family${String.fromCharCode(97 + (at % 26))}${'x'.repeat(at)}`,
  )
  const { leaks } = createRedactor(names)
  for (const name of names) expect([name, leaks(`from ${name} today`)]).toEqual([name, true])
  expect(leaks('from a family today')).toBe(false)
})

describe('without known masked values, any text is masked', () => {
  test.each([
    ['Emma Johansson', false, 'Em••••on'],
    ['emma@example.com', false, 'e••••@example.com'],
    ['13900002222', false, '139\u00a0••••\u00a02222'],
    ['1234', false, '••••'],
    ['paid', false, '••••'],
    ['1990-05-17', false, '••••'],
    [new Date(0), false, '••••'],
    [['a', 'b'], false, '••••'],
    [{ a: 1 }, false, '••••'],
    ['13900002222', true, '139\u00a0••••\u00a02222'],
    ['1234.50', true, '1234.50'],
    [12, true, 12],
    [true, false, true],
    [null, false, null],
  ])('%j', (value, isNumber, shown) => {
    expect(redactUnknown(value, isNumber)).toEqual(shown)
  })

  test.each([
    ['42', '42'],
    ['6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'],
    ['19900000166', '199\u00a0••••\u00a00166'],
    ['li@example.com', '••••@example.com'],
  ])('shows the id %s as %s', (id, shown) => {
    expect(redactId(id)).toBe(shown)
  })
})
