import { describe, expect, test, vi } from 'vitest'
import {
  DISPLAYS,
  NO_FORMAT,
  type ColumnFormat,
  type Tone,
} from '../../src/customer/query-file/column-format.ts'
import type { Language } from '../../src/languages.ts'
import { createCellMakers } from '../../src/page/cells/cell-makers.ts'
import { toText } from '../../src/page/cells/to-text.ts'

const TIME = new Date('2020-03-01T20:30:00Z')
const en = createMake('en', 'UTC')
const zh = createMake('zh', 'Asia/Shanghai')

/** As a column would be shown whose row has these other values. */
function createMake(language: Language, timeZone: string) {
  const makers = createCellMakers(language, timeZone)
  return (value: unknown, type: number, annotated: ColumnFormat | null, row: Record<string, unknown>) =>
    makers(type, annotated)(value, row[annotated?.argument ?? ''])
}

function format(
  display: ColumnFormat['display'],
  argument: string | null = null,
  tones: [string, Tone][] = [],
): ColumnFormat {
  const badges = new Map(tones.map(([value, tone]) => [value, { label: null, tone }]))
  return { ...NO_FORMAT, display, argument, badges }
}

function show(value: unknown, display: ColumnFormat['display'], argument: string | null = null, row = {}) {
  return en(value, 25, format(display, argument), row)
}

test('a range of a single day is that day, so that its place and label are those of a date', () => {
  const DATERANGE = 3912
  const day = { kind: 'time', text: 'Mar 1, 2020', datetime: '2020-03-01' }
  expect(en('[2020-03-01,2020-03-02)', DATERANGE, null, {})).toMatchObject(day)
  expect(en('[2020-03-01,2020-03-03)', DATERANGE, null, {})).toMatchObject({ kind: 'text' })
})

describe('formats', () => {
  const cases: [string, ReturnType<typeof show>, object][] = [
    [
      'number, exact beyond what a number holds',
      show('12345678901234567890.12', 'number'),
      { text: '12,345,678,901,234,567,890.12' },
    ],
    ['number that is none', show('many', 'number'), { text: 'many' }],
    ['money by a column', show('1234.5', 'money', 'c', { c: 'EUR' }), { text: '€1,234.50', exact: null }],
    ['money by a code', show('1234.5', 'money', 'JPY'), { text: '¥1,235', exact: '1234.5 JPY' }],
    ['money in no currency', show('1234.5', 'money', 'c', { c: null }), { text: '1,234.5' }],
    ['a small price', show('0.0035', 'money', 'USD'), { text: '$0.0035', exact: null }],
    ['a small debt', show('-0.0035', 'money', 'USD'), { text: '-$0.0035' }],
    ['a price below the usual digits', show('0.125', 'money', 'USD'), { text: '$0.125' }],
    ['a price in satoshis', show('0.00012345', 'money', 'BTC'), { text: 'BTC\u00a00.00012345' }],
    ['a few yen', show('1.5', 'money', 'JPY'), { text: '¥1.5' }],
    ['a small price with zeros behind', show('0.350000', 'money', 'USD'), { text: '$0.35' }],
    ['what a division left', show('0.30000000000000004', 'money', 'USD'), { text: '$0.30' }],
    ['nothing, with many digits', show('0.0000', 'money', 'USD'), { text: '$0.00' }],
    ['an amount that is no small one', show('1234.5678', 'money', 'USD'), { text: '$1,234.57' }],
    [
      'a price smaller than Intl writes',
      show(`0.${'0'.repeat(30)}35`, 'money', 'USD'),
      { text: `0.${'0'.repeat(30)}35 USD` },
    ],
    [
      'a large amount, to the last digit',
      show('12345678901234567890.12', 'money', 'USD'),
      { text: '$12,345,678,901,234,567,890.12' },
    ],
    [
      'an amount that Intl takes for infinite',
      show('9'.repeat(400), 'money', 'USD'),
      { text: `${'9'.repeat(400)} USD` },
    ],
    ['no amount', show('NaN', 'money', 'USD'), { text: 'NaN USD' }],
    ['an infinite amount', show('-Infinity', 'money', 'c', { c: 'USD' }), { text: '-∞ USD' }],
    ['an amount with an exponent', show('1e-05', 'money', 'USD'), { text: '1e-05 USD' }],
    ['money in what is no currency', show('1', 'money', 'c', { c: '<b>' }), { text: '1 <b>' }],
    ['date', show(TIME, 'date'), { text: 'Mar 1, 2020', datetime: '2020-03-01T20:30:00Z' }],
    ['date without time', show('2020-03-01', 'date'), { text: 'Mar 1, 2020', datetime: '2020-03-01' }],
    ['date without an end', show('infinity', 'date'), { text: 'No end' }],
    ['date that no calendar has', show('0000-00-00', 'date'), { kind: 'text', text: '0000-00-00' }],
    ['boolean', show(false, 'boolean'), { text: 'No' }],
    ...['t', 'TRUE', 'y', 'yes', 'on', '1', 1].map((value): [string, ReturnType<typeof show>, object] => [
      `boolean in other clothes: ${value}`,
      show(value, 'boolean'),
      { text: 'Yes' },
    ]),
    ...['f', 'False', 'N', 'no', 'off', '0', 0].map((value): [string, ReturnType<typeof show>, object] => [
      `boolean in other clothes: ${value}`,
      show(value, 'boolean'),
      { text: 'No' },
    ]),
    ['boolean that is none', show('2', 'boolean'), { text: '2' }],
    [
      'number with its decimals',
      show('-1234567890123456789.500', 'number'),
      { text: '-1,234,567,890,123,456,789.500' },
    ],
    ['badge', show('delivered', 'badge'), { text: 'Delivered', tone: 'good' }],
    ['badge of another word', show('constructor', 'badge'), { text: 'constructor', tone: 'plain' }],
    ['badge of a boolean', show(true, 'badge'), { text: 'Yes', tone: 'plain' }],
    [
      'badge of a boolean, by its colour',
      en(false, 16, format('badge', null, [['false', 'bad']]), {}),
      { text: 'No', tone: 'bad' },
    ],
    [
      'badge of a boolean, as Postgres writes it',
      en(
        false,
        16,
        format('badge', null, [
          ['t', 'good'],
          ['f', 'bad'],
        ]),
        {},
      ),
      { tone: 'bad' },
    ],
    [
      'badge of a text that a boolean could be',
      en('false', 25, format('badge', null, [['f', 'bad']]), {}),
      { tone: 'plain' },
    ],
    ['tags', show(['a', '', 'b'], 'tags'), { tags: ['a', 'b'] }],
    [
      'badge with a colour of its own',
      en('未付', 25, format('badge', null, [['未付', 'bad']]), {}),
      { tone: 'bad' },
    ],
    [
      'link',
      show('https://shop.example/o/1', 'link'),
      { text: 'https://shop.example/o/1', href: 'https://shop.example/o/1' },
    ],
    [
      'link by another column',
      show('EJ-1', 'link', 'url', { url: 'http://shop.example/1' }),
      { text: 'EJ-1', href: 'http://shop.example/1' },
    ],
    [
      'json',
      show({ a: 1, b: { c: true } }, 'json'),
      {
        entries: [
          ['A', '1'],
          ['B', 'C: Yes'],
        ],
      },
    ],
    ['ago', show(new Date(Date.now() - 3 * 86_400_000 - 60_000), 'ago'), { text: '3d ago' }],
    ['ago, just now', show(new Date(), 'ago'), { text: 'now' }],
    ...[
      [59 * 60 + 50, '59m ago', '59分钟前'],
      [47 * 3600, '1d ago', '1天前'],
      [59 * 86_400, '1mo ago', '1个月前'],
      [700 * 86_400, '1y ago', '1年前'],
      [-(47 * 3600 + 60), 'in 1d', '1天后'],
    ].flatMap(([seconds, english, chinese]): [string, ReturnType<typeof show>, object][] => {
      const time = new Date(Date.now() - Number(seconds) * 1000)
      return [
        [`ago, not rounded: ${english}`, show(time, 'ago'), { text: english }],
        [`ago, not by the calendar: ${chinese}`, zh(time, 1184, format('ago'), {}), { text: chinese }],
      ]
    }),
    ['phone', show('+1 202-555-0143', 'phone'), { href: 'tel:+12025550143' }],
    ['phone that is none', show('javascript:alert(1)', 'phone'), { text: 'javascript:alert(1)' }],
    ['email', show('a+b@example.com', 'email'), { href: 'mailto:a%2Bb@example.com' }],
    [
      'email with more in it',
      show('a@example.com?bcc=b@example.com', 'email'),
      { text: 'a@example.com?bcc=b@example.com' },
    ],
  ]
  test.each(cases)('shows a value by its format: %s', (_name, cell, expected) => {
    expect(cell).toMatchObject(expected)
  })

  test.each(['date', 'datetime', 'ago', 'time'] as const)('shows an unusual %s as text', (name) => {
    for (const text of [
      ...['0044-03-15 BC', '0044-03-15 12:00:00+00 BC', '12026-01-01', '-0044-03-15'],
      ...['2026-02-31', '2026-13-01', '0000-01-01', '12026-01-01 09:05:07+00'],
    ]) {
      expect(show(text, name)).toEqual({ kind: 'text', text })
    }
    for (const year of ['-000043', '+012026', '+275760']) {
      const cell = show(new Date(`${year}-03-15T12:00:00Z`), name)
      expect(cell).toEqual({ kind: 'text', text: `${year}-03-15T12:00:00.000Z` })
    }
  })

  test('gives no address to invalid links', () => {
    expect(show('javascript:alert(1)', 'phone')).not.toHaveProperty('href')
    expect(show('javascript:alert(1)', 'link')).not.toHaveProperty('href')
    expect(show('x', 'link', 'url', { url: 'data:text/html,x' })).not.toHaveProperty('href')
    expect(show('x', 'link', 'url', {})).not.toHaveProperty('href')
    expect(show('a@example.com?bcc=b@example.com', 'email')).not.toHaveProperty('href')
  })

  test.each(DISPLAYS)('%s takes any value', (name) => {
    for (const value of [
      0,
      '',
      'x',
      null,
      undefined,
      NaN,
      TIME,
      new Date(NaN),
      [],
      [null],
      {},
      Buffer.from('a'),
      true,
    ]) {
      expect(() => show(value, name, 'USD')).not.toThrow()
    }
  })
})

test('formats by the type without a format', () => {
  const types: [number, unknown, string][] = [
    [16, true, 'Yes'],
    [20, '1234', '1,234'],
    [1700, '1234.50', '1,234.50'],
    [1082, '2020-03-01', 'Mar 1, 2020'],
    [1184, TIME, 'Mar 1, 2020, 8:30 PM'],
    [1114, '2020-03-01 20:30:00', 'Mar 1, 2020, 8:30 PM'],
    [1009, ['a', 'b'], 'a, b'],
    [25, '0012', '0012'],
  ]
  for (const [type, value, text] of types)
    expect(en(value, type, null, {})?.text.replace('\u202f', ' ')).toBe(text)
})

test('language and time zone', () => {
  const date = format('date')
  expect(zh(TIME, 0, date, {})?.text).toBe('2020年3月2日')
  expect(zh('2020-03-01', 0, date, {})?.text).toBe('2020年3月1日')
  expect(zh('3299.00', 0, format('money', 'CNY'), {})?.text).toBe('¥3,299.00')
})

test('shows the year of a date unless it is the current one in its time zone', () => {
  vi.useFakeTimers({ now: new Date('2026-01-01T03:00:00Z'), toFake: ['Date'] })
  const ny = createMake('en', 'America/New_York')
  const date = (make: typeof en, time: string) => make(new Date(time), 1184, format('date'), {})?.text
  expect(date(en, '2026-11-30T12:00:00Z')).toBe('Nov 30')
  expect(date(zh, '2026-11-30T12:00:00Z')).toBe('11月30日')
  for (const time of ['2025-12-31T23:59:59Z', '2027-01-01T00:00:00Z']) expect(date(en, time)).toMatch(/\d{4}/)
  // There it is still the year before.
  expect(date(ny, '2025-02-01T12:00:00Z')).toBe('Feb 1')
  expect(date(ny, '2026-01-01T06:00:00Z')).toBe('Jan 1, 2026')
  vi.setSystemTime(new Date('2026-01-01T05:00:00Z'))
  expect(date(ny, '2026-01-01T06:00:00Z')).toBe('Jan 1')
  vi.useRealTimers()
})

test('makes no cell of a missing value', () => {
  for (const value of [null, undefined, '']) expect(en(value, 25, null, {})).toBeNull()
})

test('converts any value to text', () => {
  expect([1, true, { a: 1 }, Buffer.from('hi'), TIME, Infinity].map(toText)).toEqual([
    '1',
    'true',
    '{"a":1}',
    '\\x6869',
    '2020-03-01T20:30:00.000Z',
    'Infinity',
  ])
})
