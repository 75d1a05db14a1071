import { describe, expect, test } from 'vitest'
import { maskText } from '../../src/page/redaction/mask.ts'
import { BY_SHAPE, maskSent } from '../../src/page/redaction/mask-sent.ts'
import { redactValue } from '../../src/page/redaction/redact-value.ts'

test.each([
  ['13800138000', '138\u00a0••••\u00a08000'],
  ['+86 138 0013 8000', '138\u00a0••••\u00a08000'],
  ['0086-138-0013-8000', '138\u00a0••••\u00a08000'],
  ['138-0013-8000', '138\u00a0••••\u00a08000'],
  ['１３８００１３８０００', '138\u00a0••••\u00a08000'],
  ['138\u00ad0013\u200b8000', '138\u00a0••••\u00a08000'],
  ['+1 415 555 0132', '••••\u00a032'],
  ['+14155550132', '••••\u00a032'],
  ['1-415-555-0132', '••••\u00a032'],
  ['1 (415) 555-0132', '••••\u00a032'],
  ['+1 202-555-0143', '••••\u00a043'],
  ['+852 6123 4567', '••••\u00a067'],
  ['(020) 8765 4321', '••••\u00a021'],
  ['555-0143', '••••\u00a043'],
  ['110101199002030019', '••••\u00a019'],
  ['11010119900203001X', '••••\u00a01X'],
  ['6222 0212 3456 7890 123', '••••\u00a023'],
  ['emma.johansson@example.com', 'e••••@example.com'],
  ['李@example.cn', '••••@example.cn'],
  ['bo@example.cn', '••••@example.cn'],
  ['李继鹏', '李••'],
  ['王红', '王••'],
  ['欧阳小明', '欧••'],
  ['Emma Johansson', 'Em••••on'],
  ['EMJ7K2QX9TRW4HVB6NPC', 'EM••••PC'],
])('masks %s as %s', (text, masked) => {
  expect(maskText(text)).toBe(masked)
})

describe('values that are one of very many keep their ends', () => {
  test.each([
    ['an address of three letters or more', 'bob@x.org', 'b••••@x.org'],
    ['an address at a host of several parts, digits among them', 'emma@mail.163.com', 'e••••@mail.163.com'],
    ['a number with white space around it', ' 13800138000 ', '138\u00a0••••\u00a08000'],
    ['an address with white space around it', ' bob@x.org ', 'b••••@x.org'],
    ['an identity number of 15 digits', '110101900203001', '••••\u00a001'],
    ['a code that looks like an identity number', '11010119900203001X1', '11••••X1'],
    ['a code of nine characters, its digits at the end', 'a12345678', 'a1••••78'],
    ['a code with one letter in it', '1234567ab', '12••••ab'],
    ['a code of parts', 'a/b/c/d/e1', 'a/••••e1'],
    ['an account with a dot and no digit', 'emma.johansson', 'em••••on'],
    ['a name of nine characters', 'Bob Smith', 'Bo••••th'],
    ['a name of three words', 'Emma Maria Johansson', 'Em••••on'],
    ['a name with marks in it', "Anna O'Neil-Li", 'An••••Li'],
    ['a name that begins like an answer', 'Norman Malebranche', 'No••••he'],
    ['a number of seven digits', '555-0143', '••••\u00a043'],
    ['the longest text that is read', `emma@${'x'.repeat(311)}.com`, `e••••@${'x'.repeat(311)}.com`],
  ])('%s', (_kind, text, masked) => {
    expect(maskText(text)).toBe(masked)
  })

  test.each([
    ['a text with an address in it', ['write emma@example.com', 'emma@example.com now', 'a@b@c.org']],
    ['an address without a domain', ['emma@localhost', '@example.com']],
    ['a longer text', [`emma@${'x'.repeat(312)}.com`]],
    ['20 digits', ['12345678901234567890']],
    ['a code with its day', ['A110101199002030019', '110101199002030019X', 'x2026-03-01']],
    ['a code of eight characters', ['a1234567', 'j.johans']],
    ['a word or marks without a letter', ['johansson-x', './-_12345', '------------', 'johansson']],
    ['a code or a name among others', ['x abcdefgh1', 'abcdefgh1 x', 'see Bob Smith', 'Bob Smith is']],
    ['a name of eight characters', ['Bob Smit', 'Li Na']],
    ['a name that may be an answer', ['Unknown Person', 'Always Negative']],
    ['one or five Chinese characters', ['王', '王红王红王', 'A王红', '王红A']],
    ['six digits', ['555-014', '+86 555']],
  ])('but not %s', (_kind, texts) => {
    for (const text of texts) expect([text, maskText(text)]).toEqual([text, '••••'])
  })
})

describe('short values, and those that are one of a few, become dots', () => {
  test.each([
    ...['true', 'false', 'yes', 'no', 'positive', 'negative', 'male', 'female', 'married', 'unmarried'],
    ...['HIV positive', 'not pregnant', 'Never Married', 'Not Pregnant', 'Divorced', 'type 2 diabetes'],
    ...['阳性', '阴性', '男', '女', '已婚', '未婚', '高危', '低危', '是'],
    ...['1990-05-17', '17.05.1990', '5/17/1990', '19900517', '1990年5月17日', 'May 17, 1990', '17-May-1990'],
    ...['1990-05-17T00:00:00.000Z', '1990-05-17 08:00:00+08'],
    ...['1234', '123456', '0000', 'A1B2C3', 'x', 'hunter2', '12345.67', '1,234,567.89', '{"a":"b"}'],
    ...['👩‍👩‍👧‍👦 family of four', 'Call after six, please', 'a'.repeat(10_000)],
  ])('%s', (text) => {
    expect(maskText(text)).toBe('••••')
  })
})

describe('visitor input is masked by its shape', () => {
  test.each([
    ['19900000166', '199\u00a0••••\u00a00166'],
    ['user_19900000166', 'user_199\u00a0••••\u00a00166'],
    ['call 199-0000-0166 after six', 'call 199\u00a0••••\u00a00166 after six'],
    ['13800001111 13900002222', '••••'],
    ['13800001111x', '••••'],
    ['+1 415 555 0132', '••••\u00a032'],
    ['write to emma.johansson@example.com', 'write to e••••@example.com'],
    ['11010119900203001X', '••••\u00a01X'],
    ['<emma@example.com>', '<e••••@example.com>'],
    ['mailto:emma@example.com;x', 'mailto:e••••@example.com;x'],
    ['emma@x.org,bob@y.org', 'e••••@x.org,b••••@y.org'],
    ['"emma@x.org" (bob@y.org)', '"e••••@x.org" (b••••@y.org)'],
    ['(020) 8765 4321', '••••\u00a021'],
    ['1380013', '••••\u00a013'],
    ['138---0013   8000', '138\u00a0••••\u00a08000'],
    ['138----00138000', '138----••••\u00a000'],
    ['13800001111xy', '138\u00a0••••\u00a01111xy'],
    ['13800001111x2', '138\u00a0••••\u00a01111x2'],
    ['6222-0212-3456-7890', '••••\u00a090'],
    ['192.168.100.2005', '••••\u00a005'],
    ['1990-05-17 13800138000', '••••\u00a000'],
    ['2026-03/01', '••••\u00a001'],
    ['110101199003010019x', '••••'],
    ['2026/03/01 1234567', '••••'],
    [
      '13800138000 cf9619ff-8b86-4d01-b42d-00cf4fc964ff',
      '138\u00a0••••\u00a08000 cf9619ff-8b86-4d01-b42d-00cf4fc964ff',
    ],
    [
      '6f9619ff-8b86-4d01-b42d-00cf4fc964ff 13800138000',
      '6f9619ff-8b86-4d01-b42d-00cf4fc964ff 138\u00a0••••\u00a08000',
    ],
    ['１３８００１３８０００ @', '138\u00a0••••\u00a08000 @'],
    ['6222,0212,3456,7890', '••••\u00a090'],
    ['6222·0212·3456·7890', '••••\u00a090'],
    ['(138)[0013]{8000}', '••••}'],
    ['【138】0013，8000', '【••••'],
    ['1\u20e33\u20e38\u20e30\u20e30\u20e31\u20e33\u20e38\u20e3', '••••\u20e3'],
    ['٠١٠١٢٣٤٥٦٧٨', '••••'],
    ['138,001,380,00', '138\u00a0••••\u00a08000'],
    ['13,800,138,000', '••••'],
    ['12:30 13800138000', '12:••••\u00a000'],
    ['13800138000, 7', '138\u00a0••••\u00a08000, 7'],
    ['1,3,9,1,1,3,8,8,2,2,2', '••••\u00a022'],
    ['6,12,34,56,78,0', '••••'],
    ['101,112,113,114,115', '••••\u00a015'],
    ['06,12,34,56,78', '••••'],
    ['139 1234*1234', '••••'],
    ['6123*4567', '••••'],
    ['138*0013*8000', '••••'],
    ['13800138000、13900139000', '138\u00a0••••\u00a08000、139\u00a0••••\u00a09000'],
  ])('%s is shown as %s', (text, masked) => {
    expect(maskSent(text)).toBe(masked)
  })

  test.each([' ', '(', ')', '.', '-', '/', '_', '·', '–', '−', '\u200b', ',', '，', '\u00a0', '\u3000'])(
    'takes digits for one number with %j between them',
    (mark) => {
      expect(maskSent(`ring 138${mark}0013${mark}8000!`)).toBe('ring 138\u00a0••••\u00a08000!')
    },
  )

  test.each(['•', '・', '‧', '。', '\\', '#', '*', '~', '=', "'", '"', '[', ']', '<', '>', '「', '\ufe0f'])(
    'takes digits for a number in an unknown notation with %j between them',
    (mark) => {
      expect(maskSent(`ring 138${mark}0013${mark}8000!`)).toBe('ring ••••!')
    },
  )

  test.each([
    ...['webim-visitor-8K2FTG9QTYWRT8EYVJ7F', 'emma.johansson', '李继鹏', '40', '123456', '2026-03-01'],
    ...['2026-03-01 12:30', '192.168.100.200', '12345.67', '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', ''],
    ...['12345678-8b86-4d01-b42d-00cf4fc964ff', '２０２６', '12345678-1234-1234-1234-123456789012'],
    ...['2026/3/1', '2026.03.01', '1234567.89', '10.100.100.100', '12345678901234567890', '138001'],
    ...[
      '192.168.100.200 192.168.100.201',
      'a @ b',
      '٣٢١',
      '１２３ ä',
      '1,380,013',
      '1,380,013.50',
      '12345,67',
    ],
    ...[
      '999,999,999.00',
      '9,999,999,999',
      '１，３８０，０１３',
      '¥1,200.00 + ¥13,400.00',
      '192.168.100.200:8080',
    ],
    ...['2026-03-01 12:30:45', '2026-03-01T12:30:45.123+08:00', '10:30-11:45 12:00', '123456, 7 items'],
    ...['1920*1080', '390*844', '750*1334', '#123 #4567', '#1234 #5678 #9012'],
    ...['1,2,3,4,5,6,7', '38,39,40,41,42', '8,9,10,11,12', '10,11,12,13,14,15,16,17', 'XS 34，36，38，40'],
    ...['101;102;103', '101|102|103', '101、102、103', '101, 102, 103'],
  ])('keeps %s', (text) => {
    expect(maskSent(text)).toBe(text)
  })

  test.each<[string, (at: number) => string]>([
    ['days with their hours', (at) => `2026-03-1${String(at)} 1${String(at)}`],
    ['days', (at) => `2026/03/1${String(at)}`],
    ['IP addresses', (at) => `192.168.100.20${String(at)}`],
    ['amounts', (at) => `234.5${String(at)}`],
  ])('a list of %s is shown as it is, and with a number in it none of it', (_kind, write) => {
    const list = Array.from({ length: 8 }, (_, at) => write(at)).join(' ')
    expect(maskSent(list)).toBe(list)
    expect(maskSent(`${list} / 13800138000`)).toBe('••••')
  })
})

test('masks rows chosen by the visitor by their shape, but not days', () => {
  const day = new Date('1990-05-17T12:00:00Z')
  expect(redactValue(['13800138000', 'ring', day], BY_SHAPE)).toEqual([
    '138\u00a0••••\u00a08000',
    'ring',
    day,
  ])
  expect(BY_SHAPE.leaks('ring 13800138000')).toBe(true)
  expect(BY_SHAPE.leaks('ring')).toBe(false)
})
