import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => (database = await createEmptyDatabase()))
afterAll(() => database.drop())

const start = (files: Record<string, string>) => startApp(database.url, { QUERIES_DIR: writeQueries(files) })

test('colours a badge by another column, which is not shown itself', async () => {
  const app = await start({
    'customer.sql': `select 1 as id where :visitorImId = 'm1'`,
    'panels/10-a.sql': `-- rows: 9
-- column state: State | 状态 | badge(tone: "its tone", 2=Two|二:bad, 3=Three|三:bad)
select state, tone as "its tone" from (values ('1', 'good'), ('2', ' busy '), ('3', null), ('4', '"><b>')) as v (state, tone)
where :customerId::int = 1`,
  })
  const { text } = await app.get('/?visitorImId=m1').expect(200)
  for (const badge of ['good">1', 'busy">Two', 'bad">Three', 'plain">4'])
    expect(text).toContain(`<span class="badge ${badge}</span>`)
  expect(text).not.toContain('Its tone')
  await app.close()
})

test.each([
  ['zh', 'en', 'Chinese'],
  ['zh-TW', 'zh', '中文（台湾）'],
  ['pt_BR', 'en', 'Brazilian Portuguese'],
  ['none of this', 'en', 'none of this'],
])('shows a customer’s language by its name: %s', async (value, lang, name) => {
  const app = await start({
    'customer.sql': `-- column speaks: Speaks | 语言 | language\nselect 1 as id, '${value}' as speaks where :visitorImId = 'm1'`,
  })
  const { text } = await app.get(`/?visitorImId=m1&lang=${lang}`).expect(200)
  expect(text).toMatch(new RegExp(`<dd>(?:<bdi[^>]*>)?${name}<`))
  expect((await app.json('/?visitorImId=m1')).body).toMatchObject({ customer: { speaks: value } })
  await app.close()
})
