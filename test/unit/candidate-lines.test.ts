import { expect, test } from 'vitest'
import type { Cell } from '../../src/page/cells/cell.ts'
import { createBasisOf } from '../../src/page/model/candidate-basis.ts'
import { needsLabel, toCandidateLines } from '../../src/page/model/candidate-lines.ts'
import type { PlannedColumn } from '../../src/page/model/column-plan.ts'
import { TEXTS } from '../../src/page/texts/texts.ts'

const text = (value: string): Cell => ({ kind: 'text', text: value })
const PLAIN = { display: null, shownAs: null, isMasked: false } as const

test.each<[string, Partial<PlannedColumn>, Cell, boolean]>([
  ['a word', {}, text('Boston'), false],
  ['a code with letters', {}, text('4000-A'), false],
  ['digits', {}, text('4000-123'), true],
  ['a number', { shownAs: 'number' }, { kind: 'number', text: '12', exact: '12' }, true],
  ['a day', { shownAs: 'date' }, { kind: 'time', text: 'May 10', exact: '', datetime: '' }, true],
  ['days', { shownAs: 'date' }, text('May 10 – May 12'), true],
  ['a duration', { shownAs: 'duration' }, text('1 hour'), true],
  ['yes', { shownAs: 'boolean' }, text('Yes'), true],
  ['a mask', { isMasked: true }, text('em••••on'), true],
  ['a masked phone number', { display: 'phone', isMasked: true }, text('••••\u00a043'), false],
  ['an email address', { display: 'email' }, text('a@example.com'), false],
  ['a badge', { shownAs: 'badge' }, { kind: 'badge', text: 'Gold', tone: 'plain' }, false],
])('labels %s if it needs a label', (_name, column, cell, expected) => {
  expect(needsLabel({ ...PLAIN, ...column }, cell)).toBe(expected)
})

test('places values beside the name, as contact details, or with the codes at the end', () => {
  const field = (name: string, cell: Cell, display: PlannedColumn['display'] = null) => {
    return { name, label: name, cell, display, isLabelled: false }
  }
  const lines = toCandidateLines([
    field('no', { ...text('A-1'), copy: 'A-1' }),
    field('nickname', text('Em')),
    field('email', text('e••••@example.com'), 'email'),
    field('level', { kind: 'badge', text: 'Gold', tone: 'plain' }, 'badge'),
    field('status', { kind: 'badge', text: 'New', tone: 'plain' }, 'badge'),
    field('city', text('Boston')),
    field('phone', text('••••\u00a043'), 'phone'),
  ])
  const names = (fields: readonly { name: string }[]) => fields.map(({ name }) => name)
  expect([names(lines.nicknames), lines.level?.name, names(lines.contacts), names(lines.facts)]).toEqual([
    ...[['nickname'], 'level', ['email', 'phone'], ['status', 'city', 'no']],
  ])
})

test.each<[string, string, string | null]>([
  ['12', 'Orders', '12 orders'],
  ['1', 'Orders', '1 order'],
  ['0', 'Invoices', '0 invoices'],
  ['1,234', 'Orders', '1,234 orders'],
  ['1', 'Addresses', '1 address'],
  ['2', 'Addresses', '2 addresses'],
  ['1', 'Deliveries', '1 delivery'],
  ['2', 'Open orders', null],
  ...['Status', 'Bonus', 'Class', 'Access', 'Progress', 'Address', 'Order', 'constructor', ''].flatMap(
    (label): [string, string, null][] => [
      ['1', label, null],
      ['2', label, null],
    ],
  ),
  ['2', '订单', null],
])('%s with the label %s is the phrase %s', (count, label, phrase) => {
  expect(TEXTS.en.search.counted(count, label)).toBe(phrase)
})

test.each([
  [7, 'Orders', '7 more orders'],
  [1, 'Orders', '1 more order'],
  [2, 'Address', '2 more'],
  [2, 'Previous conversations', '2 more conversations'],
  [2, 'Orders of last year', '2 more'],
])('%s more rows of %s are summarized as %s', (count, title, summary) => {
  expect(TEXTS.en.more(count, title)).toBe(summary)
})

const at = new Date('2026-03-14T00:00:00Z')
const link = { source: 'agent', by: 'Tom', at } as const
const customers = { rows: [[], []] } as never
const options = {
  identity: { provedAt: at.getTime() / 1000 },
  texts: TEXTS.en,
  toAge: () => text('2h ago'),
  toDay: (day: Date) => text(day.toISOString().slice(0, 10)),
}

test.each([
  [
    'of a proof and a link',
    { isConflict: true, provedCount: 1, customers, link } as const,
    [
      { kind: 'proved', text: 'Identity proved', age: text('2h ago') },
      { kind: 'linked', text: 'Linked by Tom', age: text('2026-03-14') },
    ],
  ],
  [
    'of a proof of nobody, and of two who share the id',
    { isConflict: true, provedCount: 0, customers, link } as const,
    Array.from({ length: 2 }, () => ({ kind: 'linked', text: 'Linked by ID', age: null })),
  ],
  ['of no conflict', { isConflict: false, provedCount: 0, customers, link: null } as const, [null, null]],
])('says how each candidate was found, %s', (_name, profile, expected) => {
  expect([0, 1].map(createBasisOf(profile, options))).toEqual(expected)
})
