import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

const CUSTOMER = `-- column phone: Phone | 电话 | phone mask
-- column memo: Memo | 备忘 | html mask
select 'c1' as id, 'Ann' as name, '19900000166' as phone, '<b>Rose</b>mary <i>Quar</i>termaine' as memo
where :visitorImId = 'c1'`

const PANEL = `-- layout: fields
-- column description: Description | 说明 | html
-- column split: Split | 拆分 | html
-- column coded: Coded | 编码 | html
-- column memo: Memo | 备忘 | html
-- column page: Page | 页面 | link(https://shop.example/{split})
-- column parts: Parts | 部分 | html
select '<h1>Lamp</h1><p>Warm &amp; <b>bright</b><script>alert(1)</script></p>' as description,
  'call 199<b>0000</b>01<i>66</i>' as split, 'call &#49;&#57;&#57;00000166' as coded, 'Rosem<b>ary</b> is here' as memo,
  'x' as page, array['<p>a</p>', '199<b>00000166</b>'] as parts
where :customerId <> ''`

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let app: TestApp
beforeAll(async () => {
  database = await createEmptyDatabase()
  app = await startApp(database.url, {
    QUERIES_DIR: writeQueries({ 'customer.sql': CUSTOMER, 'panels/10-p.sql': PANEL }),
  })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

test('shows markup as its text, on the page and in JSON', async () => {
  const { text } = await app.get('/?visitorImId=c1').expect(200)
  expect(text).toContain('<bdi>Lamp\nWarm &amp; bright</bdi>')
  expect(text).not.toContain('alert(1)')
  const { body } = await app.json('/?visitorImId=c1').expect(200)
  expect(body).toMatchObject({ panels: [{ rows: [{ description: 'Lamp\nWarm & bright' }] }] })
})

test('redacts masked values that markup splits with tags or encodes', async () => {
  const { text } = await app.get('/?visitorImId=c1').expect(200)
  const { text: json } = await app.json('/?visitorImId=c1').expect(200)
  for (const answer of [text, json]) {
    expect(answer).not.toMatch(/1990000|00000166|199<|&#49;|Rosem|Quartermaine/)
    expect(answer).not.toContain('shop.example')
  }
})

test('reveals a masked text without its markup', async () => {
  const { text } = await app.get('/?visitorImId=c1').expect(200)
  const [, row = ''] = text.split('data-field="memo"')
  const [, action = ''] = /<form id="reveal" method="post" action="([^"]*)"/.exec(text) ?? []
  const [, visit = ''] = /name="visit" value="([^"]*)"/.exec(text) ?? []
  const [, value = ''] = /name="value" value="([^"]*)"/.exec(row) ?? []
  const shown = await app.form(action, { visit, value }).expect(200)
  expect(shown.text).toContain('<bdi>Rosemary Quartermaine</bdi> <button')
})

test('shows very deep JSON as far as other formats do', async () => {
  const nested = (levels: number) => `'${'['.repeat(levels)}"<b>x</b>"${']'.repeat(levels)}'::json`
  const panel = `-- column deep: D | D | html\n-- column flat: F | F | html
select ${nested(6000)} as deep, ${nested(2)} as flat where :customerId <> ''`
  const own = await startApp(database.url, {
    QUERIES_DIR: writeQueries({ 'customer.sql': CUSTOMER, 'panels/10-p.sql': panel }),
  })
  const { text } = await own.get('/?visitorImId=c1')
  const { body } = await own.json('/?visitorImId=c1')
  await own.close()
  expect(text).toContain('data-status="ok"')
  expect(body).toMatchObject({ panels: [{ status: 'ok', rows: [{ flat: [['x']] }] }] })
})
