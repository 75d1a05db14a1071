import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

const PEOPLE = `select id, name, born, phone, note, city from (values
  (1, 'Ann', date '1990-05-10', '19900000166', 'owes', 'Rome'), (2, 'Ann', date '1960-01-02', '18811112222', 'pays', 'Rome')
) as v (id, name, born, phone, note, city)`
const COLUMNS = `-- column born: Born | 生日 | date candidate
-- column phone: Phone | 电话 | phone mask candidate
`
const FILES = {
  'customer.sql': `${COLUMNS}${PEOPLE} where :visitorImId = 'm1' and :customerId::int is null`,
  'search.sql': `${COLUMNS}${PEOPLE} where name = :name`,
}

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => (database = await createEmptyDatabase()))
afterAll(() => database.drop())

const start = (env: Record<string, string> = {}) =>
  startApp(database.url, { QUERIES_DIR: writeQueries(FILES), ...env })
const CANDIDATES = [
  { id: '1', name: 'Ann', born: '1990-05-10', phone: '199 •••• 0166' },
  { id: '2', name: 'Ann', born: '1960-01-02', phone: '188 •••• 2222' },
]

test('shows only marked columns of candidates, with masks applied', async () => {
  const app = await start()
  const { body } = await app.json('/?visitorImId=m1').expect(200)
  expect(body).toMatchObject({ outcome: 'several' })
  expect((body as { candidates: object[] }).candidates).toEqual(CANDIDATES)
  const { text } = await app.get('/?visitorImId=m1').expect(200)
  expect(text).toContain('May 10, 1990')
  expect(text).not.toMatch(/owes|Rome|19900000166/)
  await app.close()
})

test('shows the same columns for search results', async () => {
  const app = await start()
  const { body: page } = await app.json('/?visitorImId=nobody').expect(200)
  const { search } = page as { search: { action: string; page: string } }
  const { headers } = await app.form(search.action, { page: search.page, term: 'Ann' }).expect(303)
  const { body } = await app.json(headers['location'] ?? '').expect(200)
  expect((body as { candidates: object[] }).candidates).toEqual(CANDIDATES)
  await app.close()
})

test('shows only the name if profiles require a proof', async () => {
  const app = await start({
    IDENTITY_SECRET: 'x'.repeat(32),
    SERVER_SECRET: 's'.repeat(32),
    IDENTITY_REQUIRED: 'profile',
  })
  const { body } = await app.json('/?visitorImId=m1').expect(200)
  expect((body as { candidates: object[] }).candidates).toEqual([{ name: 'Ann' }, { name: 'Ann' }])
  await app.close()
})

test('describes counts in phrases, and keeps their sign and copy, in both languages', async () => {
  const app = await start({
    QUERIES_DIR: writeQueries({
      'customer.sql': `-- column returns: Returns | 退货 | number alert(> 3) candidate
-- column orders: Orders | 订单 | number copy candidate
-- column visits: Visits | 访问 | number candidate
-- column status: Status | 状态 | number candidate
select * from (values (1, 'Ann', 12, 7, 1234, 1), (2, 'Ann', 2, 8, 1, 2)) as v (id, name, returns, orders, visits, status)
where :visitorImId = 'm1' and :customerId::int is null`,
    }),
  })
  const { text: english } = await app.get('/?visitorImId=m1').expect(200)
  expect(english).toContain('<bdi class="alert">12 returns</bdi>')
  expect(english).toContain('<dd>2 returns</dd>')
  expect(english).toContain('<dt>Orders</dt> <dd class="id"><bdi data-copy>8</bdi>')
  for (const visits of ['1,234 visits', '1 visit']) expect(english).toContain(`<dd>${visits}</dd>`)
  for (const status of ['1', '2']) expect(english).toContain(`<dt>Status</dt> <dd>${status}</dd>`)
  const { text: chinese } = await app.get('/?visitorImId=m1&lang=zh').expect(200)
  expect(chinese).toContain('<bdi class="alert">12</bdi>')
  await app.close()
})

test('leaves out only nicknames whose words are all in the name', async () => {
  const app = await start({
    QUERIES_DIR: writeQueries({
      'customer.sql': `select * from (values
        (1, 'Valerie Smith', 'Al'), (2, 'Elizabeth Ann Joanna', 'elizabeth Joanna'), (3, '王明华', '王明'), (4, '陈小明', '陈小明')
      ) as v (id, name, nickname) where :visitorImId = 'm1' and :customerId::int is null`,
    }),
  })
  const { text } = await app.get('/?visitorImId=m1').expect(200)
  const nicknames = [...text.matchAll(/data-field="nickname">.*?<\/b> (?:<bdi[^>]*>)?([^<]+)/g)]
  expect(nicknames.map(([, shown]) => shown)).toEqual(['Al', '王明'])
  await app.close()
})
