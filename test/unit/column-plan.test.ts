import { expect, test } from 'vitest'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { createPlanner } from '../../src/page/model/column-plan.ts'

const [TEXT, NUMERIC] = [25, 1700]

test('a query is planned once, and again when it gives other columns', () => {
  const { file } = parseQueryFile('panels/notes.sql', 'select 1')
  const planOf = createPlanner('en', 'UTC')
  const plan = (type: number, at = 0) =>
    planOf({ file, columns: [{ name: 'total', type, at }], rows: [], isCutOff: false })
  const first = plan(TEXT)
  expect(plan(TEXT)).toBe(first)
  expect(first.columns[0]).toMatchObject({ kind: 'text', at: 0 })
  expect(plan(NUMERIC).columns[0]).toMatchObject({ kind: 'number', at: 0 })
  expect(plan(TEXT, 1).columns[0]).toMatchObject({ kind: 'text', at: 1 })
})
