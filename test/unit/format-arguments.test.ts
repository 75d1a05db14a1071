import { describe, expect, test } from 'vitest'
import { toPair } from '../../src/customer/query-file/localized.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { findClosing, readWords, splitOutside } from '../../src/customer/query-file/parentheses.ts'
import { readTextTemplate } from '../../src/customer/query-file/text-template.ts'

function read(formats: string) {
  const { file, faults } = parseQueryFile('a.sql', `-- column a: A | 甲 | ${formats}\nselect 1 as a`)
  const format = file.columns.get('a')?.format
  return { format, faults: faults.map(({ message }) => message) }
}
/** What is read without a fault. */
function readValid(formats: string) {
  const { format, faults } = read(formats)
  expect(faults).toEqual([])
  return format
}

describe('badge(…)', () => {
  type Entry = [value: string, english: string | null, tone: string | null]
  const entriesOf = (text: string): Entry[] =>
    [...(readValid(`badge(${text})`)?.badges ?? [])].map(([key, { label, tone }]) => [
      key,
      label?.en ?? null,
      tone,
    ])

  test.each<[string, Entry[]]>([
    ['paid=good', [['paid', null, 'good']]],
    [' paid = good ', [['paid', null, 'good']]],
    [
      'paid=good，open=bad',
      [
        ['paid', null, 'good'],
        ['open', null, 'bad'],
      ],
    ],
    [',paid=good,,', [['paid', null, 'good']]],
    ['', []],
    ['a=b=info', [['a=b', null, 'info']]],
    ['"In Progress"=busy', [['In Progress', null, 'busy']]],
    ['"In Progress" = Working:busy', [['In Progress', 'Working', 'busy']]],
    ['In Progress=busy', [['In Progress', null, 'busy']]],
    ['0=Off', [['0', 'Off', null]]],
    ['0=off|关', [['0', 'off', null]]],
    ['0=not yet', [['0', 'not yet', null]]],
    ['0=Off:bad', [['0', 'Off', 'bad']]],
    ['0=Off： plain', [['0', 'Off', 'plain']]],
    ['0=off:busy', [['0', 'off', 'busy']]],
    ['0=At 9:30:good', [['0', 'At 9:30', 'good']]],
    ['0=a=b:good', [['0', 'a=b', 'good']]],
    ['tone=good', [['tone', null, 'good']]],
    ['monotone:x=good', [['monotone:x', null, 'good']]],
  ])('has the entries of %j', (text, entries) => expect(entriesOf(text)).toEqual(entries))

  test('has the labels of both languages', () => {
    expect(readValid('badge(0=Off|关:bad)')?.badges.get('0')?.label).toEqual(toPair('Off', '关'))
  })

  test.each(['tone: colour', 'tone：colour', 'tone :colour', 'tone:colour', 'a=good, tone: colour'])(
    'has the colour of a column: %s',
    (text) => expect(readValid(`badge(${text})`)?.argument).toBe('colour'),
  )
  test('has the colour of a column whose name has spaces', () => {
    expect(readValid('badge(tone: "My colour")')?.argument).toBe('My colour')
  })
  test('has the colour of one column only', () => {
    expect(read('badge(tone: a, tone: b)').faults).toEqual(['badge has the colour of one column'])
  })
  test.each([
    '=good',
    ' =good',
    'good',
    '0=red',
    '0=Off:red',
    '0=|关',
    '0=a|b|c',
    '0=:good',
    'tone: a b',
    'tone:',
    'monotone: x',
  ])('rejects the entry %j', (text) => {
    const { format, faults } = read(`badge(${text})`)
    expect(faults).toEqual([
      `badge takes value=colour or value=Label|标签:colour, with a colour of plain, info, good, busy, bad; not "${text.trim()}"`,
    ])
    expect(format?.badges.size).toBe(0)
  })
  test('keeps the first of two entries for a value', () => {
    const { format, faults } = read('badge(0=good, 0 =bad)')
    expect([format?.badges.get('0')?.tone, faults]).toEqual(['good', ['badge has the value "0" twice']])
  })
})

describe('alert(…)', () => {
  test.each([
    ['< 0', '<', 0],
    ['<=0', '<=', 0],
    [' > -2.5 ', '>', -2.5],
    ['>=  10', '>=', 10],
    ['= 1', '=', 1],
    ['!= 12.75', '!=', 12.75],
  ])('applies to a number that is %s', (text, operator, limit) => {
    expect(readValid(`alert(${text})`)).toMatchObject({ alert: true, condition: { operator, limit } })
  })
  test('applies to a time in the past', () => {
    expect(readValid('alert( overdue )')?.condition).toBe('overdue')
    expect(readValid('alert')).toMatchObject({ alert: true, condition: null })
  })
  test.each([
    '',
    '0',
    '!0',
    '=< 1',
    '<> 1',
    '< 1.',
    '< .5',
    '< --1',
    '< 1 2',
    'x < 0',
    'overdue!',
    'Overdue',
  ])('rejects the condition %j', (text) => {
    const { format, faults } = read(`alert(${text})`)
    expect(faults).toEqual([
      `alert takes a comparison with a number, as in alert(< 0), or alert(overdue); not "${text}"`,
    ])
    expect(format?.condition).toBeNull()
  })
})

describe('duration(…) and times', () => {
  test.each([
    ['duration', 1],
    ['duration(ms)', 0.001],
    ['duration(seconds)', 1],
    ['duration(minutes)', 60],
    ['duration( hours )', 3600],
    ['duration(days)', 86_400],
  ])('%s has units of %d s', (formats, seconds) => {
    expect(readValid(formats)).toMatchObject({ display: 'duration', seconds })
  })
  test.each(['date', 'datetime', 'time', 'ago'])('%s uses the zone that it names', (display) => {
    expect(readValid(`${display}(Asia/Shanghai)`)).toMatchObject({ display, zone: 'Asia/Shanghai' })
    expect(readValid(display)).toMatchObject({ display, zone: null })
    const { format, faults } = read(`${display}(Mars)`)
    expect([format?.zone, faults]).toEqual([
      null,
      [`${display}(Mars) names no time zone: write one as in ${display}(UTC) or ${display}(Asia/Shanghai)`],
    ])
  })
})

describe('link(…) and image(…)', () => {
  test.each([
    ['link(https://x.example/{a})', ['https://x.example/', ''], ['a']],
    ['link(http://x.example?a={a}&b={ b c })', ['http://x.example?a=', '&b=', ''], ['a', 'b c']],
    ['link(https://x.example#{a})', ['https://x.example#', ''], ['a']],
    ['link(https://x.example)', ['https://x.example'], []],
    ['link( https://x.example:8443/a )', ['https://x.example:8443/a'], []],
    ['image(https://x.example/{a}.png)', ['https://x.example/', '.png'], ['a']],
    ['image(https://x.example/a.png)', ['https://x.example/a.png'], []],
  ])('accepts %s', (formats, literals, columns) => {
    expect(readValid(formats)).toMatchObject({ template: { literals, columns }, argument: null })
  })
  test.each([
    'https://x.example/{a} b',
    'https://x.example/a b/{a}',
    'https://x.example{a}/',
    'https://x{a}.example/',
    'https:///{a}',
    'https://x y/{a}',
    'https://[x]/{a}',
    'https:\\\\x.example/{a}',
    'xhttps://x.example/{a}',
    'https://x.example/{a}}',
    'https://x.example/{ }',
    '{a}https://x.example/',
  ])('rejects %s', (text) => {
    const { format, faults } = read(`link(${text})`)
    expect(faults).toEqual([
      `link(${text}) is not a valid address: scheme and host must be literal, with columns only after them, as in link(https://admin.example.com/orders/{order_no})`,
    ])
    expect(format?.template).toBeNull()
  })
  test.each(['http://x.example/{a}', '{a}', 'a', '', 'ftp://x.example/a'])('rejects image(%s)', (text) => {
    expect(read(`image(${text})`).faults).toEqual([
      `image(${text}) is not a valid address: scheme and host must be literal, with columns only after them, as in image(https://img.example.com/{sku}.jpg)`,
    ])
  })
  test.each([
    ['link(url)', 'url'],
    ['link( url )', 'url'],
    ['link("the {url}")', 'the {url}'],
    ['link("url: own")', 'url: own'],
    ['link', null],
  ])('%s names a column', (formats, argument) => {
    expect(readValid(formats)).toMatchObject({ display: 'link', template: null, argument })
  })
})

describe('formats', () => {
  test.each([
    ['money(currency)', { display: 'money', argument: 'currency' }],
    ['money( "The currency" )', { display: 'money', argument: 'The currency' }],
    ['unit(kg)', { display: 'unit', unit: toPair('kg', 'kg') }],
    ['unit( pcs | 件 )', { display: 'unit', unit: toPair('pcs', '件') }],
    ['rows', { display: 'rows', members: [] }],
    ['image', { display: 'image', template: null }],
    ['copy id', { display: null, copy: true, id: true, mask: false }],
    ['mask', { display: null, mask: true, secret: false }],
    ['secret', { display: null, mask: true, secret: true }],
    ['phone\tmask   copy', { display: 'phone', mask: true, copy: true, argument: null }],
  ])('are read: %s', (formats, expected) => expect(readValid(formats)).toMatchObject(expected))

  test.each<[string, string[]]>([
    ['copy(x)', ['copy takes nothing in parentheses']],
    ['phone()', ['phone takes nothing in parentheses']],
    ['money()', ['money needs a currency: money(currency) or money(CNY)']],
    ['unit()', ['unit needs what is counted: unit(kg) or unit(pcs|件)']],
    ['unit(a|b|c)', ['unit needs what is counted: unit(kg) or unit(pcs|件)']],
    ['number(', ['a parenthesis is not closed: number(']],
    ['badge(a=good', ['a parenthesis is not closed: badge(a=good']],
    ['copy rows', ['rows cannot be copied: write copy inside its parentheses']],
    ['image mask', ['a picture cannot be masked: leave the column out, or hide it']],
    [
      'reveal(a)',
      ['reveal says who may see the whole value, but the column is not masked: add mask or secret'],
    ],
    ['mask reveal(a) reveal(b)', ['reveal is given twice']],
    ['mask reveal', ['reveal needs roles in parentheses: reveal(lead), reveal(lead, billing)']],
    ['rows(a: A rows(b: B rows(c: C)))', ['rows can be nested only once']],
    ['rows(a: A candidate)', ['candidate cannot be used inside rows']],
    ['rows(a: A language)', ['language cannot be used inside rows']],
    ['rows(a: A reveal(x))', ['reveal cannot be used inside rows']],
    ['rows(a: A warning)', ['warning cannot be used inside rows']],
    ['date time', ['a column has one of date and time']],
  ])('are rejected: %s', (formats, faults) => expect(read(formats).faults).toEqual(faults))
})

describe('a placeholder', () => {
  test.each([
    ['Order {no} of {Placed On}.', ['Order ', ' of ', '.'], ['no', 'Placed On']],
    ['{ a }{b}', ['', '', ''], ['a', 'b']],
    ['none', ['none'], []],
    ['', [''], []],
  ])('is the name of a column in braces: %j', (text, literals, columns) => {
    expect(readTextTemplate(text)).toEqual({ literals, columns })
  })
  test.each(['{', '}', '{}', '{ }', 'a {b', 'a b}', '{{a}}', '{a}}'])(
    'is rejected, as are single braces: %j',
    (text) => {
      expect(readTextTemplate(text)).toBeNull()
    },
  )
})

describe('parentheses', () => {
  test.each([
    ['(a)', 0, 2],
    ['x(a(b)c)d', 1, 7],
    ['(")")', 0, 4],
    ['("a" ) b', 0, 5],
    // A quote that would swallow the end is an ordinary character.
    ['(5" wide) x', 0, 8],
    ['(5") (")', 0, 7],
    ['((a)', 0, -1],
    ['(a', 0, -1],
  ])('of %j at %d close at %d', (text, open, close) => expect(findClosing(text, open)).toBe(close))

  test.each([
    ['a, b', ['a', 'b']],
    ['a(b, c), d', ['a(b, c)', 'd']],
    ['"a, b", c', ['"a, b"', 'c']],
    ['"a (b", c)', ['"a (b"', 'c)']],
    ['5" wide, b', ['5" wide', 'b']],
    ['a(b, c', ['a(b', 'c']],
    ['a("),", b), c', ['a("),", b)', 'c']],
    ['', ['']],
    [',', ['', '']],
  ])('keep their commas, as quotes do: %j', (text, parts) => expect(splitOutside(text, /,/)).toEqual(parts))

  test.each<[string, [string, number][]]>([
    [
      'a b',
      [
        ['a', 0],
        ['b', 2],
      ],
    ],
    [
      '  rows(a: A | 甲)  copy',
      [
        ['rows(a: A | 甲)', 2],
        ['copy', 18],
      ],
    ],
    ['a(b c', [['a(b c', 0]]],
    ['', []],
  ])('belong to their word: %j', (text, words) => {
    expect(readWords(text).map(({ word, at }) => [word, at])).toEqual(words)
  })
})
