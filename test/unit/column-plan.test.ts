import { expect, test } from 'vitest'
import { DISPLAYS } from '../../src/customer/query-file/column-format.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { createPlanner } from '../../src/page/model/column-plan.ts'

const { file } = parseQueryFile('panels/notes.sql', 'select 1')
const TEXT = { type: 25, at: 0, reflectsInput: false }
const toRowSet = (columns: { name: string; type: number; at: number; reflectsInput: boolean }[]) => {
  return { file, columns, rows: [], isCutOff: false }
}

test('keeps a plan while a query returns the same columns', () => {
  const planOf = createPlanner('en', 'UTC')
  const plan = planOf(toRowSet([{ name: 'a', ...TEXT }]))
  expect(planOf(toRowSet([{ name: 'a', ...TEXT }]))).toBe(plan)
})

test.each([
  ['has another name', [{ name: 'b', ...TEXT }]],
  ['is of another type', [{ name: 'a', type: 23, at: 0, reflectsInput: false }]],
  ['stands elsewhere in a row', [{ name: 'a', type: 25, at: 1, reflectsInput: false }]],
  ['may repeat what was sent', [{ name: 'a', ...TEXT, reflectsInput: true }]],
])('makes a new plan if a column %s', (_what, columns) => {
  const planOf = createPlanner('en', 'UTC')
  planOf(toRowSet([{ name: 'a', ...TEXT }]))
  const [column] = planOf(toRowSet(columns)).columns
  const [expected] = createPlanner('en', 'UTC')(toRowSet(columns)).columns
  const toFacts = (of = column) => [of?.name, of?.at, of?.reflectsInput, of?.isNumber]
  expect(toFacts(column)).toEqual(toFacts(expected))
})

const PARTLY_MASKED = ['text', 'link', 'phone', 'email', 'html', 'warning', 'note']

// A picture cannot be masked.
test.each(DISPLAYS.filter((display) => display !== 'image'))(
  'a mask keeps characters only of texts: with the format %s',
  (display) => {
    const argument = { money: '(CNY)', unit: '(kg)' }[display as string] ?? ''
    const masked = parseQueryFile(
      'panels/a.sql',
      `-- column a: A | 甲 | ${display}${argument} mask\nselect 1`,
    )
    expect(masked.faults).toEqual([])
    const rowSet = { ...toRowSet([{ name: 'a', ...TEXT }]), file: masked.file }
    const [column] = createPlanner('en', 'UTC')(rowSet).columns
    expect(column?.isFullyMasked).toBe(!PARTLY_MASKED.includes(display))
  },
)
