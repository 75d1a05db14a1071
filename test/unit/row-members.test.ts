import { describe, expect, test } from 'vitest'
import { parseQueryFile, toReport } from '../../src/customer/query-file/query-file.ts'

function read(formats: string) {
  const { file, faults } = parseQueryFile('a.sql', `-- column a: A | 甲 | ${formats}\nselect 1 as a`)
  return { format: file.columns.get('a')?.format, faults: faults.map((fault) => toReport('a.sql', fault)) }
}

/** Name, labels and formats of each member. */
function membersOf(formats: string) {
  const { format, faults } = read(formats)
  expect(faults).toEqual([])
  return format?.members.map(({ name, label, format }) => [name, label.en, label.zh, format.display])
}

describe('members of rows have labels in two languages, and formats', () => {
  test.each([
    ['rows', []],
    ['rows(sku)', [['sku', 'Sku', 'Sku', null]]],
    ['rows(unit_price: | 单价 money(CNY))', [['unit_price', 'Unit price', '单价', 'money']]],
    [
      'rows(sku: SKU | 货号, qty: Qty | 数量 number, price: Price | 单价 money(CNY))',
      [
        ['sku', 'SKU', '货号', null],
        ['qty', 'Qty', '数量', 'number'],
        ['price', 'Price', '单价', 'money'],
      ],
    ],
    [
      'rows(sku：SKU ｜ 货号，qty：Qty ｜ 数量 number)',
      [
        ['sku', 'SKU', '货号', null],
        ['qty', 'Qty', '数量', 'number'],
      ],
    ],
    ['rows(a: Order id)', [['a', 'Order id', 'Order id', null]]],
    ['rows(a: A | 甲 nubmer 乙)', [['a', 'A', '甲 nubmer 乙', null]]],
    ['rows(, a: A,)', [['a', 'A', 'A', null]]],
    ['rows(a: Phone number | 电话)', [['a', 'Phone number', '电话', null]]],
    ['rows(a: Phone number | 电话 | phone)', [['a', 'Phone number', '电话', 'phone']]],
    ['rows("Unit, net": Unit (net) | 单价)', [['Unit, net', 'Unit (net)', '单价', null]]],
    ['rows(a: A link(https://a.example/{a},{b}))', [['a', 'A', 'A', 'link']]],
    [
      'rows(s: State | 状态 badge(0=Unpaid|待付款:bad, 1=Paid|已付款:good))',
      [['s', 'State', '状态', 'badge']],
    ],
    ['rows(p: Parcels | 包裹 rows(no: No | 单号 copy, at: At date))', [['p', 'Parcels', '包裹', 'rows']]],
  ])('%s', (formats, members) => {
    expect(membersOf(formats)).toEqual(members)
  })

  test('other formats may follow it', () => {
    expect(read('rows(a: A | 甲 money(b), c) mask')).toMatchObject({
      format: { display: 'rows', mask: true, members: [{ format: { argument: 'b' } }, { name: 'c' }] },
      faults: [],
    })
  })
})

describe('a mistake in rows is reported with its line', () => {
  test.each([
    ['rows()', 'rows() names no member'],
    ['rows(qty number)', 'rows takes members with a label and formats'],
    ['rows(: A)', 'rows takes members with a label and formats'],
    ['rows(a: A, a: B)', 'rows has the member a twice'],
    ['rows(a: A | 甲 | number | x)', 'the member a has at most three parts'],
    ['rows(a: A | 甲 | nubmer)', '"nubmer" is not a format; did you mean number?'],
    ['rows(a: A | 甲 nubmer)', '"nubmer" is not a format; did you mean number?'],
    ['rows(a: A | 甲 monye(CNY))', '"monye" is not a format; did you mean money?'],
    ['rows(a: A money(CNY) | 甲)', 'the label "A money(CNY)" inside rows ends in formats'],
    ['rows(a: A | 甲number)', 'the label "甲number" inside rows ends in formats'],
    ['rows(a: A money number)', 'a column has one of money and number'],
    ['rows(a: A | 甲 money)', 'money needs a currency'],
    ['rows(a: A | 甲 date(Mars))', 'date(Mars) names no time zone'],
    ['rows(a: A | 甲 link(https://{a}/))', 'is not a valid address'],
    [
      'rows(a: A | 甲 mask)',
      'mask is inside rows, where it has no effect: rows(...) mask masks the whole column',
    ],
    ['rows(a: A | 甲 phone secret)', 'secret is inside rows'],
    ['rows(a: A | 甲 alert)', 'alert cannot be used inside rows'],
    ['rows(a: A | 甲 alert(< 0))', 'alert cannot be used inside rows'],
    ['rows(a: A | 甲 html)', 'html cannot be used inside rows'],
    ['rows(a: A | 甲 candidate)', 'candidate cannot be used inside rows'],
    ['rows(a: A | 甲 note)', 'note cannot be used inside rows'],
    ['rows(a: A rows(b: B rows(c: C)))', 'rows can be nested only once'],
    ['rows(a: A) copy', 'rows cannot be copied'],
    ['rows number', 'a column has one of rows and number'],
    ['image mask', 'a picture cannot be masked'],
    ['image secret', 'a picture cannot be masked'],
    ['image(http://a.example/{b}.jpg)', 'image(http://a.example/{b}.jpg) is not a valid address'],
    ['image(url)', 'image(url) is not a valid address'],
    ['html(x)', 'html takes nothing in parentheses'],
  ])('%s', (formats, message) => {
    const { faults } = read(formats)
    expect(faults[0]).toMatch(/^a\.sql:1: /)
    expect(faults.join('\n')).toContain(message)
  })

  test.each(['rows(a: A', 'rows(a: A | 甲', 'rows(a: A rows(b: B)'])('never closed: %s', (formats) => {
    expect(read(formats).faults).not.toEqual([])
  })

  test('rejects a preceding label that contains rows, as it ends in formats', () => {
    const { faults } = parseQueryFile('a.sql', '-- column a: A rows(b: B | 乙 money(CNY))\nselect 1 as a')
    expect(faults).toEqual([{ line: 1, message: expect.stringContaining('ends in formats') }])
  })
})
