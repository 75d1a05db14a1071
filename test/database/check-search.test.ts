import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCheck } from '../support/commands.ts'
import { administer, createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

const CUSTOMER = 'select no as id, name from clients where name = :visitorImId or no = :customerId'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
  await administer(
    database.url,
    'create table clients (no int primary key, name text, phone text)',
    `insert into clients select n, 'client ' || n from generate_series(1, 20000) as n`,
    'create index on clients (name)',
    'analyze clients',
  )
})
afterAll(() => database.drop())

async function check(search: string, customer = CUSTOMER) {
  const directory = writeQueries({ 'customer.sql': customer, 'search.sql': search })
  const { code, err, out } = await runCheck([], { DATABASE_URL: database.url, QUERIES_DIR: directory })
  return { code, err: err.replaceAll(`${directory}/`, ''), out }
}

describe('search.sql', () => {
  test('is reported by name if it is valid', async () => {
    const { code, err, out } = await check('select no as id, name from clients where name = :name')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Queries: customer.sql, search.sql; panels, in this order: none.')
  })

  test.each([
    ['no id', 'select name from clients where name = :name', 'search.sql: must return a column id'],
    [
      'a masked id',
      '-- column id: No. | 编号 | mask\nselect no as id from clients where name = :name',
      'search.sql:1: the column id cannot be masked',
    ],
    [
      'a column that is not there',
      'select no as id,\n  nme from clients where name = :name',
      'search.sql:2: column "nme" does not exist',
    ],
    [
      'a parameter of other files',
      'select no as id from clients where no = :customerId',
      'search.sql:1: :customerId is a parameter of other files',
    ],
    [
      'a cast that fails for what agents type',
      'select no as id from clients where no = (:number::text)::int',
      'search.sql: fails if 99999999999999999999 is searched for: value "99999999999999999999" is out of range for type integer',
    ],
    ['a statement that writes', 'delete from clients', 'search.sql:1: only reading is allowed'],
  ])('is rejected with %s', async (_name, sql, report) => {
    const { code, err } = await check(sql)
    expect(code).toBe(1)
    expect(err).toContain(report)
  })

  test.each([
    [
      'whose number is only a number',
      'select no as id from clients where no = :number',
      'search.sql: finds nobody, because it fails if 99999999999999999999 is searched for',
    ],
    [
      'that reads a whole table for a name',
      'select no as id from clients where lower(name) = lower(:name) or no::text = :number',
      'search.sql: reads all of the table clients (about 20,000 rows) for each search: an index is missing',
    ],
  ])('triggers a warning: %s', async (_name, sql, warning) => {
    const { code, err } = await check(sql)
    expect(code).toBe(0)
    expect(err).toContain(warning)
  })

  test('triggers a warning if nobody can open its candidates', async () => {
    const { code, err } = await check(
      'select no as id from clients where name = :name',
      'select no as id from clients where name = :visitorImId',
    )
    expect(code).toBe(0)
    expect(err).toContain('customer.sql: does not use :customerId, so no customer found by search.sql')
  })
})
