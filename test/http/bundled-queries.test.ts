import { expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { administer, cloneDatabase } from '../support/database.ts'
import { copyBundledQueries } from '../support/queries.ts'

test('shows an additional panel for an additional file', async () => {
  const database = await cloneDatabase()
  const directory = copyBundledQueries({
    'panels/22-favourites.sql': `-- title: Favourites
-- title.zh: 最爱
-- column times: Bought | 次数 | number
select summary, count(*) as times from orders where customer_id = :customerId group by summary order by times desc, summary`,
  })
  const app = await startApp(database.url, { QUERIES_DIR: directory })
  const { text } = await app.get('/?visitorImId=emma.johansson').expect(200)
  const panels = [...text.matchAll(/data-panel="(\w+)"/g)].map(([, name]) => name)
  expect(panels).toEqual(['summary', 'orders', 'favourites', 'conversations', 'channels'])
  expect(text).toContain('<h2>Favourites</h2>')
  expect(text).toContain('Wool rug')
  await app.close()
  await database.drop()
})

test('keeps the order of summary blocks if the last orders coincide', async () => {
  const database = await cloneDatabase()
  await administer(
    database.url,
    `insert into orders (customer_id, order_no, status, total, currency, placed_at)
     select id, 'TIE-' || currency, 'shipped', 1, currency, '2030-01-01' from customers,
       unnest('{USD,CHF,JPY,CNY,EUR,GBP}'::text[]) currency where full_name = 'Emma Johansson'`,
  )
  const app = await startApp(database.url)
  const { body } = await app.json('/?visitorImId=emma.johansson').expect(200)
  const [summary] = (body as { panels: { rows: { currency: string }[] }[] }).panels
  expect(summary?.rows.map(({ currency }) => currency)).toEqual(['CHF', 'CNY', 'EUR', 'GBP', 'JPY', 'USD'])
  await app.close()
  await database.drop()
})
