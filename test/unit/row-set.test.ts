import type { FieldDef } from 'pg'
import { expect, test } from 'vitest'
import { toColumns } from '../../src/customer/row-set.ts'
import { parseQueryFile } from '../../src/customer/query-file.ts'

const [BOOLEAN, TEXT] = [16, 25]
const { file } = parseQueryFile('panels/notes.sql', 'select 1')
const toField = (name: string, dataTypeID: number) => ({ name, dataTypeID }) as FieldDef

test('of two columns with one name, the value and the type are those of the last', () => {
  const columns = toColumns(file, [toField('note', BOOLEAN), toField('a', TEXT), toField('note', TEXT)])
  expect(columns).toEqual([
    { name: 'note', type: TEXT, at: 2 },
    { name: 'a', type: TEXT, at: 1 },
    { name: 'note', type: TEXT, at: 2 },
  ])
})
