import { expect, test } from 'vitest'
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
