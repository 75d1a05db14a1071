import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let app: TestApp
let page = ''
beforeAll(async () => {
  database = await createEmptyDatabase()
  const customer = `-- column phone: Phone | 电话 | phone mask
select 'm1' as id, '19900000166' as phone where :visitorImId = 'm1'`
  const panel = `-- column name: Name | 名称 | link(https://admin.example.com/{part}?of={part}#x)
-- rows: 9
select name, part from (values
  ('plain', 'A-1'), ('markup', '"><script>/../?&#'), ('nothing', null), ('empty', ''), ('phone', 'of 19900000166')
) as v (name, part) where :customerId <> ''`
  const files = { 'customer.sql': customer, 'panels/10-p.sql': panel }
  app = await startApp(database.url, { QUERIES_DIR: writeQueries(files) })
  page = (await app.get('/?visitorImId=m1').expect(200)).text
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const encoded = '%22%3E%3Cscript%3E%2F..%2F%3F%26%23'
test.each([
  ['plain', 'https://admin.example.com/A-1?of=A-1#x'],
  ['markup', `https://admin.example.com/${encoded}?of=${encoded}#x`],
])('inserts a value into a URL only within its component: %s', (name, address) => {
  expect(page).toContain(`<a href="${address}" target="_blank" rel="noreferrer">${name}</a>`)
})

test.each(['nothing', 'empty', 'phone'])('omits a link whose value is missing or masked: %s', (name) => {
  expect(page).toContain(`\n${name}</div>`)
  expect(page).not.toContain(`${name}</a>`)
  expect(page).not.toContain('19900000166')
})
