import type { FieldDef } from 'pg'
import { expect, test } from 'vitest'
import { toColumns, toRowSet } from '../../src/customer/row-set.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'

const [BOOLEAN, TEXT] = [16, 25]
const { file } = parseQueryFile('panels/notes.sql', 'select 1')
const toField = (name: string, dataTypeID: number) => ({ name, dataTypeID }) as FieldDef

test('uses the last of two columns with the same name', () => {
  const columns = toColumns(file, [toField('note', BOOLEAN), toField('a', TEXT), toField('note', TEXT)])
  expect(columns).toEqual([
    { name: 'note', type: TEXT, at: 2, reflectsInput: false },
    { name: 'a', type: TEXT, at: 1, reflectsInput: false },
    { name: 'note', type: TEXT, at: 2, reflectsInput: false },
  ])
})

test('reads hidden columns only if others depend on them: masked ones, and the language of replies', () => {
  const source = '-- hide: a, b, c\n-- column b: B | 乙 | mask\n-- column c: C | 丙 | language\nselect 1'
  const customer = parseQueryFile('customer.sql', source, 'customer').file
  const columns = toColumns(
    customer,
    ['a', 'b', 'c', 'd'].map((name) => toField(name, TEXT)),
  )
  expect(columns.map(({ name, at }) => [name, at])).toEqual([
    ['b', 1],
    ['c', 2],
    ['d', 3],
  ])
})

test('treats expressions beside unrestricted parameters as possible input', () => {
  const fields = [
    { name: 'sent', dataTypeID: TEXT, tableID: 0 },
    { name: 'stored', dataTypeID: TEXT, tableID: 16_400 },
  ] as FieldDef[]
  const reflected = (sql: string) =>
    toColumns(parseQueryFile('panels/a.sql', sql).file, [...fields]).map(({ reflectsInput }) => reflectsInput)
  for (const name of ['to', 'userId', 'agentId', 'tenantId', 'easemobId'])
    expect(reflected(`select :${name}::text as sent, stored from t`)).toEqual([true, false])
  expect(reflected('select :to::text as sent, stored from t where id = :customerId')).toEqual([true, false])
  expect(reflected('select :sent.a as sent, stored from t')).toEqual([true, false])
  expect(reflected('select 1 as sent, stored from t where id = :customerId')).toEqual([false, false])
})

test('keeps the columns of files with the same fields apart', () => {
  const fields = ['a', 'b'].map((name) => toField(name, TEXT))
  const hiding = parseQueryFile('panels/hiding.sql', '-- hide: b\nselect 1').file
  const namesIn = (queryFile: typeof file) =>
    toRowSet(queryFile, { fields, rows: [] }).columns.map(({ name }) => name)
  expect([file, hiding, file].map(namesIn)).toEqual([['a', 'b'], ['a'], ['a', 'b']])
})
