import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
})
afterAll(() => database.drop())

async function readPage(local: string, more = '') {
  const sql = `-- column email: Email | 邮箱 | email mask\n${more}
    select 7 as id, 'Zoë Castillo' as name, '${local}@example.com' as email, 'Ask Zoe, not ${local}@example.com' as note
    where :visitorImId::text is not null`
  const app = await startApp(database.url, { QUERIES_DIR: writeQueries({ 'customer.sql': sql }) })
  const { text } = await app.get('/?visitorImId=v&lang=en').expect(200)
  await app.close()
  return {
    text,
    heading: /<h1[^>]*>(.*?)<\/h1>/s
      .exec(text)?.[1]
      ?.replaceAll(/<[^>]+>/g, '')
      .trim(),
  }
}

test.each(['zoe', 'Zoë', 'castillo', 'zoe.castillo', 'zcastillo', 'info'])(
  'shows the name beside the masked address %s@example.com, and the address nowhere',
  async (local) => {
    const { text, heading } = await readPage(local)
    expect(heading).toBe('Zoë Castillo')
    expect(text).not.toContain(`${local}@example.com`)
  },
)

test('masks the name if its own column is masked', async () => {
  const { text } = await readPage('zoe', '-- column name: Name | 姓名 | mask')
  expect(text).not.toMatch(/Zoe|Castillo/)
})

test.each([
  ['of a row that has no place on the page', `values ('Guest', 'plpgsql'), ('PLpgSQL', 'plpgsql')`, ''],
  [
    'that is a guess of whoever wrote the URL',
    'select :userId::text, lanname from pg_language',
    '&userId=PLpgSQL',
  ],
])('redacts a word of the address beside a name %s', async (_, rows, sent) => {
  const sql = `-- column email: Email | 邮箱 | email mask
    select 7 as id, name, 'plpgsql@example.com' as email, note from (${rows}) as rows (name, note)
    where note = 'plpgsql' and :visitorImId::text is not null`
  const app = await startApp(database.url, { QUERIES_DIR: writeQueries({ 'customer.sql': sql }) })
  const { text } = await app.get(`/?visitorImId=v&lang=en${sent}`).expect(200)
  await app.close()
  expect(text).toContain('data-outcome="found"')
  expect(text).not.toContain('plpgsql')
})
