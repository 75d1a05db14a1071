import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

/* A range is shown with its last value, but Postgres writes the one that follows it. */

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
})
afterAll(() => database.drop())

test.each([
  [`date '2020-05-17'`, `daterange('2020-05-01', '2020-05-17', '[]')`, true],
  [`date '2020-05-17'`, `datemultirange(daterange('2020-05-01', '2020-05-17', '[]'))`, true],
  [`date '2020-05-17'`, `array[daterange('2020-05-01', '2020-05-17', '[]')]`, true],
  [`date '2020-05-17'`, `daterange('2020-05-01', '2020-05-15', '[]')`, false],
  [`date '2020-05-17'`, `daterange('2020-05-01', null)`, false],
  ['19900517', 'int8range(1, 19900517, $$[]$$)', true],
  ['19900517', 'int8range(1, 19800517, $$[]$$)', false],
  [`daterange('2020-05-01', '2020-05-31', '[]')`, `date '2020-05-31'`, true],
  [`daterange('2020-05-01', '2020-05-31', '[]')`, `date '2020-06-20'`, false],
])('beside the masked %s, %s is redacted: %s', async (masked, other, isRedacted) => {
  const sql = `-- column secret: Secret | 秘密 | mask
    select 7 as id, 'Ada' as name, ${masked} as secret, ${other} as other where :visitorImId::text is not null`
  const app = await startApp(database.url, { QUERIES_DIR: writeQueries({ 'customer.sql': sql }) })
  const { text } = await app.get('/?visitorImId=v&lang=en').expect(200)
  const { body } = await app.json('/?visitorImId=v').expect(200)
  await app.close()
  const shown = /data-field="other">.*?<dd>(.*?)<\/dd>/s.exec(text)?.[1]
  expect([shown?.includes('••••'), JSON.stringify(body).split('••••').length - 1]).toEqual([
    isRedacted,
    isRedacted ? 2 : 1,
  ])
})
