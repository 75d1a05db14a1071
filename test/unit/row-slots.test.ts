import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { createFutureTest } from '../../src/page/cells/alert.ts'
import type { Cell } from '../../src/page/cells/cell.ts'
import { createPlanner } from '../../src/page/model/column-plan.ts'
import { toRowCard as toCard } from '../../src/page/model/row-card.ts'
import type { RowSlots, Slot } from '../../src/page/model/row-slots.ts'
import { ROW_CASES } from '../support/row-cases.ts'

/** Postgres's numbers of types. */
const TYPES = { text: 25, int: 23, numeric: 1700, float: 701, date: 1082, timestamptz: 1184, timestamp: 1114, bool: 16, json: 3802, daterange: 3912, tstzrange: 3910, bytea: 17 } // prettier-ignore
type Columns = Readonly<Record<string, keyof typeof TYPES>>

function planOf(sql: string, columns: Columns) {
  const { file, faults } = parseQueryFile('panels/10-orders.sql', sql)
  expect(faults).toEqual([])
  const reflectsInput = false
  const typed = Object.entries(columns).map(([name, type], at) => ({
    name,
    type: TYPES[type],
    at,
    reflectsInput,
  }))
  return createPlanner('en', 'UTC')({ file, columns: typed, rows: [], isCutOff: false })
}

const toRowCard = (slots: RowSlots, cells: readonly (Cell | null)[], timeZone = 'UTC') =>
  toCard(slots, cells, createFutureTest(timeZone))

/** Which column fills which slot, by name; those whose label is seen have a colon. */
function read({ slots, columns }: ReturnType<typeof planOf>) {
  const nameOf = (slot: Slot) => `${columns[slot.position]?.name ?? ''}${slot.isLabelled ? ':' : ''}`
  const filled = Object.entries(slots).flatMap(([slot, value]: [string, RowSlots[keyof RowSlots]]) => {
    if (slot === 'headings' || typeof value !== 'object' || value === null) return []
    const names = Array.isArray(value) ? (value as Slot[]).map(nameOf) : nameOf(value as Slot)
    return names.length === 0 ? [] : [[slot, names] as const]
  })
  return { ...Object.fromEntries(filled), step: slots.step }
}

const bundled = (name: string) =>
  readFileSync(new URL(`../../queries/panels/${name}`, import.meta.url), 'utf8')

describe('the slots of a row, by format in file order', () => {
  test.each<[string, string, Columns, object]>([
    [
      'an order with everything',
      ROW_CASES['panels/30-deliveries.sql'],
      { order_no: 'text', status: 'text', total: 'numeric', payment: 'text', placed: 'timestamptz', carrier: 'text', tracking: 'text', due: 'timestamptz', delivered: 'timestamptz', summary: 'text' }, // prettier-ignore
      { title: 'order_no', state: 'status', amount: 'total', payment: 'payment', date: 'placed', carrier: 'carrier', way: 'tracking', due: ['due:', 'delivered:'], text: 'summary', step: 652 }, // prettier-ignore
    ],
    [
      'the bundled orders of the first day',
      '-- column order_no: Order | 订单号 | copy\n-- column status: Status | 状态 | badge\n-- column total: Total | 金额 | money(currency)\n-- column payment: Payment | 付款 | badge\n-- column placed_at: Placed | 下单 | date\n-- column summary: Items | 商品\nselect 1',
      { order_no: 'text', status: 'text', total: 'numeric', currency: 'text', payment: 'text', placed_at: 'timestamptz', summary: 'text' }, // prettier-ignore
      { title: 'order_no', state: 'status', amount: 'total', payment: 'payment', date: 'placed_at', text: 'summary', step: 540 }, // prettier-ignore
    ],
    [
      'the bundled channels',
      bundled('30-channels.sql'),
      { channel: 'text', visitor_im_id: 'text', first_seen_at: 'timestamptz' },
      { title: 'channel', date: 'first_seen_at', text: 'visitor_im_id', step: 540 },
    ],
    [
      'a lone number',
      ROW_CASES['panels/10-lone-number.sql'],
      { topic: 'text', minutes: 'int' },
      { title: 'topic', amount: 'minutes:', step: 540 },
    ],
    [
      'columns that may all be empty',
      ROW_CASES['panels/11-nulls.sql'],
      { topic: 'text', minutes: 'int', phone: 'text', company: 'text', region: 'text' },
      { title: 'topic', amount: 'minutes:', text: 'phone:', folded: ['company:', 'region:'], step: 540 },
    ],
    [
      'many narrow columns',
      ROW_CASES['panels/12-narrow.sql'],
      { no: 'int', status: 'text', total: 'numeric', fee: 'numeric', tax: 'numeric', started: 'date', ended: 'date', share: 'float' }, // prettier-ignore
      { title: 'no:', state: 'status', amount: 'total:', date: 'started', due: ['ended:'], pairs: ['fee:', 'tax:', 'share:'], step: 540 }, // prettier-ignore
    ],
    [
      'a number first',
      ROW_CASES['panels/13-number-first.sql'],
      { no: 'int', topic: 'text', status: 'text' },
      { title: 'no:', text: 'topic:', pairs: ['status:'], step: 540 },
    ],
    [
      'JSON that is no rows',
      ROW_CASES['panels/14-nested.sql'],
      { topic: 'text', total: 'numeric', currency: 'text', items: 'json' },
      { title: 'topic', amount: 'total', folded: ['items:'], step: 540 },
    ],
    [
      'a time of no format',
      ROW_CASES['panels/20-one-time.sql'],
      { topic: 'text', minutes: 'int', started_at: 'timestamptz' },
      { title: 'topic', amount: 'minutes:', date: 'started_at', step: 540 },
    ],
    [
      'two times',
      ROW_CASES['panels/21-two-times.sql'],
      { topic: 'text', started_at: 'timestamptz', ended_at: 'timestamptz', minutes: 'int' },
      { title: 'topic', amount: 'minutes:', date: 'started_at', due: ['ended_at:'], step: 540 },
    ],
    [
      'a title and two texts',
      ROW_CASES['panels/23-texts.sql'],
      { topic: 'text', agent: 'text', summary: 'text', is_open: 'bool' },
      { title: 'topic', text: 'agent:', pairs: ['summary:', 'is_open:'], step: 540 },
    ],
    [
      'one date that may be overdue',
      '-- column due: Due | 预计 | date alert(overdue)\nselect 1',
      { task: 'text', due: 'date' },
      { title: 'task', due: ['due:'], step: 540 },
    ],
    [
      'a masked text, which does not explain itself',
      '-- column phone: Phone | 电话 | mask\nselect 1',
      { name: 'text', phone: 'text' },
      { title: 'name', pairs: ['phone:'], step: null },
    ],
    [
      'a mask, which does not name the row',
      '-- column iban: IBAN | 账号 | mask\nselect 1',
      { iban: 'text', kind: 'text' },
      { title: 'iban:', text: 'kind', step: 540 },
    ],
    [
      'the text of HTML',
      '-- column body: Body | 正文 | html\nselect 1',
      { subject: 'text', body: 'text', sent_at: 'timestamptz' },
      { title: 'subject', date: 'sent_at', text: 'body', step: 540 },
    ],
    [
      'ranges of times, and the size of a file',
      'select 1',
      { contract: 'text', file: 'bytea', term: 'daterange', open: 'tstzrange' },
      { title: 'contract', amount: 'file:', date: 'term', due: ['open:'], step: 540 },
    ],
    ['one column', 'select 1', { name: 'text' }, { title: 'name', step: null }],
    [
      'more labelled values than are read at a glance',
      'select 1',
      { name: 'text', a: 'bool', b: 'bool', c: 'bool', d: 'bool', e: 'bool', f: 'bool' },
      { title: 'name', pairs: ['a:', 'b:', 'c:', 'd:', 'e:'], folded: ['f:'], step: null },
    ],
    [
      'headings that are wider than any pane',
      `-- column a: ${'Wide '.repeat(30)}\nselect 1`,
      { name: 'text', a: 'int' },
      { title: 'name', amount: 'a:', step: null },
    ],
  ])('%s', (_what, sql, columns, expected) => {
    expect(read(planOf(sql, columns))).toEqual(expected)
  })

  test('the heading of a picture and the text behind it has the labels of both', () => {
    const { slots } = planOf('-- column scan: Scan | 扫描件 | image\n-- column kind: Kind | 险种\nselect 1', {
      no: 'text',
      scan: 'text',
      kind: 'text',
    })
    expect(slots.headings.map(({ label }) => label)).toEqual(['No', 'Scan · Kind'])
  })

  test('every column has a slot in each case', () => {
    const columns: Columns = Object.fromEntries(
      Object.keys(TYPES).flatMap((type) => [1, 2].map((n) => [`${type}_${n}`, type as keyof typeof TYPES])),
    )
    const placed = Object.values<unknown>(read(planOf('select 1', columns)))
      .flat()
      .filter((name) => typeof name === 'string')
      .map((name) => name.replace(':', ''))
    expect(placed.sort()).toEqual(Object.keys(columns).sort())
  })
})

describe('the card of a row', () => {
  const time = (text: string): Cell => ({ kind: 'time', text, exact: text, datetime: text })
  const word = (text: string): Cell => ({ kind: 'text', text })
  const { slots } = planOf('-- column tracking: Tracking | 运单号 | copy\nselect 1', {
    no: 'text',
    carrier: 'text',
    tracking: 'text',
    placed: 'date',
    due: 'date',
    delivered: 'date', // prettier-ignore
  })

  test('the delivery date replaces the expected one', () => {
    const card = toRowCard(slots, [word('1'), null, null, time('Nov 1'), time('Nov 3'), time('Nov 4')])
    expect([card.date?.cell?.text, card.due?.label, card.due?.cell.text]).toEqual([
      'Nov 1',
      'Delivered',
      'Nov 4',
    ])
    expect(card.pairs.map(({ label }) => label)).toEqual(['Due'])
    expect(toRowCard(slots, [word('1'), null, null, null, time('Nov 3'), null]).due?.label).toBe('Due')
  })

  test('shows the label of a date to come, which is not when the row came about', () => {
    vi.useFakeTimers({ now: Date.parse('2026-11-27T23:30:00Z'), toFake: ['Date'] })
    const planned = planOf('select 1', { no: 'text', renews: 'date' }).slots
    const isLabelled = (datetime: string) => {
      const cell: Cell = { kind: 'time', text: '', exact: null, datetime }
      const zones = ['America/New_York', 'UTC', 'Asia/Shanghai']
      return zones.map((zone) => toRowCard(planned, [word('1'), cell], zone).date?.isLabelled)
    }
    expect(isLabelled('2026-11-27')).toEqual([false, false, false])
    expect(isLabelled('2026-11-28')).toEqual([true, true, false])
    expect(isLabelled('2026-11-29')).toEqual([true, true, true])
    // Without a zone, and with one.
    expect(isLabelled('2026-11-27 20:00:00')).toEqual([true, false, false])
    expect(isLabelled('2026-11-28 07:00:00')).toEqual([true, true, false])
    expect(isLabelled('2026-11-27T23:29:00Z')).toEqual([false, false, false])
    expect(isLabelled('2026-11-27T23:31:00Z')).toEqual([true, true, true])
    expect(isLabelled('23:59:00')).toEqual([false, false, false])
    expect(toRowCard(planned, [word('1'), null]).date).toMatchObject({ isLabelled: false, cell: null })
    vi.useRealTimers()
  })

  test('shows a number’s label if nothing precedes it', () => {
    const cells = (carrier: Cell | null) => [word('1'), carrier, word('JD01460000177'), null, null, null]
    expect(toRowCard(slots, cells(word('DHL'))).way?.isLabelled).toBe(false)
    expect(toRowCard(slots, cells(null)).way?.isLabelled).toBe(true)
  })

  test('knows whether a date’s column is headed by its label', () => {
    const dated = planOf('select 1', { no: 'text', started: 'date', due: 'date', ended: 'date' }).slots
    const cells = (...dates: (Cell | null)[]) => [word('1'), time('Nov 1'), ...dates]
    expect(toRowCard(dated, cells(time('Nov 2'), null)).due?.isHeaded).toBe(true)
    expect(toRowCard(dated, cells(null, time('Nov 3'))).due?.isHeaded).toBe(false)
    expect(toRowCard(slots, [word('1'), null, null, null, time('Nov 3'), null]).due?.isHeaded).toBe(false)
  })

  test('shows a short text with the same label in the place of items', () => {
    const sql = (label: string) =>
      `-- column items: Items | 商品 | rows(name: Item | 商品)\n-- column summary: ${label} | 商品\nselect 1`
    const cardOf = (label: string) =>
      toRowCard(planOf(sql(label), { no: 'text', items: 'json', summary: 'text' }).slots, [
        ...[word('1'), null],
        word('Water bottle'),
      ])
    const cell = word('Water bottle')
    expect(cardOf('Items')).toMatchObject({ text: { isLabelled: false, cell }, pairs: [], folded: [] })
    expect(cardOf('Note')).toMatchObject({ text: null, pairs: [{ label: 'Note', cell }] })
  })

  test('shows the label of folded items only if their first has no name', () => {
    const sql = '-- column items: Items | 商品 | rows\nselect 1'
    const { slots: planned } = planOf(sql, { no: 'text', items: 'json' })
    const isLabelled = (cell: Cell) => {
      const columns = [{ label: 'A', kind: 'text' as const }]
      const list: Cell = { kind: 'rows', text: cell.text, columns, rows: [[cell]], more: null }
      return toRowCard(planned, [word('1'), list]).items?.isLabelled
    }
    expect([word('Lamp'), word('台灯')].map(isLabelled)).toEqual([false, false])
    expect([time('Nov 1'), word('7')].map(isLabelled)).toEqual([true, true])
  })

  test('does not fold a single short address', () => {
    const sql = '-- column sender: From | 发件人 | email\nselect 1'
    const { slots: planned } = planOf(sql, { no: 'text', placed: 'date', sender: 'text' })
    const foldsOf = (text: string) =>
      toRowCard(planned, [word('1'), null, { kind: 'link', text, href: `mailto:${text}` }]).folded.length
    expect([foldsOf('a@example.com'), foldsOf(`${'a'.repeat(40)}@example.com`)]).toEqual([0, 1])
  })

  test('folds values in the order of the file', () => {
    const sql = '-- column items: Items | 商品 | rows\nselect 1'
    const columns = { no: 'text', placed: 'date', items: 'json', a: 'date', b: 'text', c: 'date' } as const
    const list: Cell = { kind: 'rows', text: '', columns: [], rows: [[]], more: null }
    const cells = [word('1'), time('Nov 1'), list, time('Nov 2'), word('x'), time('Nov 3')]
    const { due, folded } = toRowCard(planOf(sql, { ...columns, d: 'text', e: 'date' }).slots, [
      ...cells,
      word('y'),
      time('Nov 4'),
    ])
    expect([due?.label, ...folded.map(({ label }) => label)]).toEqual(['E', 'A', 'B', 'C', 'D'])
  })

  test('gives missing values no slot, except on the first line', () => {
    const card = toRowCard(slots, [null, null, null, null, null, null])
    expect(card).toMatchObject({
      title: { cell: null },
      date: { cell: null },
      way: null,
      due: null,
      pairs: [],
      folded: [],
    })
  })
})
