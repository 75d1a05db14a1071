import { expect, test } from 'vitest'
import type { Cell } from '../../src/page/cells/cell.ts'
import type { RowPlan } from '../../src/page/model/column-plan.ts'
import { toFigures } from '../../src/page/model/figures.ts'

const number = (value: string, alert?: boolean): Cell => {
  return { kind: 'number', text: value, exact: null, ...(alert === undefined ? {} : { alert }) }
}

/** What is seen of each row, with a hyphen for an empty place; and how many columns stand in line. */
function show(labels: string[], ...rows: (Cell | null)[][]) {
  const shown = labels.map((label, position) => ({ label, position }))
  const figures = toFigures(
    { shown } as unknown as RowPlan,
    rows.map((cells) => ({ cells })),
  )
  const lines = figures.rows.map((row) =>
    row.map(({ label, cell, isZero }) => (isZero ? '-' : `${label} ${cell?.text ?? ''}`)).join(', '),
  )
  return [lines, figures.aligned]
}

const UNPAID = ['Orders', 'Unpaid']

test.each([
  ['a zero is a figure', show(['Orders'], [number('0')]), [['Orders 0'], null]],
  ['but not one that would alert', show(UNPAID, [number('3'), number('$0', false)]), [['Orders 3'], null]],
  ['nor one that is not there', show(UNPAID, [number('3'), null]), [['Orders 3'], null]],
  ['one that alerts is', show(UNPAID, [number('3'), number('$9', true)]), [['Orders 3, Unpaid $9'], null]],
  [
    'where another row has more, a zero keeps its place',
    show(UNPAID, [number('3'), number('$9', true)], [number('1'), number('€0', false)]),
    [['Orders 3, Unpaid $9', 'Orders 1, -'], 2],
  ],
  [
    'rows that would be too wide break as they like',
    show(
      ['Revenue of the year', 'Paid'],
      [number('$104,361.95'), number('$98,765.43')],
      [number('€1'), number('€2')],
    ),
    [['Revenue of the year $104,361.95, Paid $98,765.43', 'Revenue of the year €1, Paid €2'], null],
  ],
  [
    'of which Chinese characters are wider ones',
    show(
      ['合同数', '费用', '未付', '流量'],
      [number('15'), number('KWD 2,992.500'), number('KWD 0.000'), number('5.9 TB')],
      [number('15')],
    ),
    [['合同数 15, 费用 KWD 2,992.500, 未付 KWD 0.000, 流量 5.9 TB', '合同数 15, -, -, -'], null],
  ],
  [
    'and so do more columns than fit',
    show(['a', 'b', 'c', 'd', 'e'], ...[1, 2].map(() => Array.from({ length: 5 }, () => number('1')))),
    [['a 1, b 1, c 1, d 1, e 1', 'a 1, b 1, c 1, d 1, e 1'], null],
  ],
  ['nothing is no row', show(UNPAID), [[], null]],
])('%s', (_rule, shown, expected) => {
  expect(shown).toEqual(expected)
})
