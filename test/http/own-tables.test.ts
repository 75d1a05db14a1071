import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inject } from 'vitest'
import { startApp } from '../support/app.ts'
import { administer, createEmptyDatabase } from '../support/database.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
  await administer(
    database.url,
    `create table people (number int primary key, called text, secret text)`,
    `insert into people values (7, 'Grace', 'hush'), (8, 'Ada', 'hush')`,
  )
})
afterAll(() => database.drop())

/** Writes a company's own query files. */
function writeQueries(customer: string, panels: Record<string, string> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-queries-'))
  mkdirSync(join(directory, 'panels'))
  writeFileSync(join(directory, 'customer.sql'), customer)
  for (const [name, sql] of Object.entries(panels)) writeFileSync(join(directory, 'panels', name), sql)
  return directory
}

const BY_NUMBER =
  '-- hide: secret\nselect number as id, called as name, secret from people where number = :visitorImId'

test('ids that are numbers: found by one, and anything else is nobody', async () => {
  const app = await startApp(database.url, { QUERIES_DIR: writeQueries(BY_NUMBER) })
  const { body } = await app.json('/?visitorImId=7').expect(200)
  expect(body).toMatchObject({ outcome: 'found', customer: { id: '7', name: 'Grace' } })
  expect(JSON.stringify(body)).not.toContain('hush')
  const { text } = await app.get('/?visitorImId=7')
  expect(text).not.toContain('hush')
  for (const visitor of ['webim-visitor-8K2F', '99999999999999999999', '7.5', "7'", ' ']) {
    const answer = await app.json(`/?visitorImId=${encodeURIComponent(visitor)}`).expect(200)
    expect(answer.body).toMatchObject({ outcome: 'unknown' })
  }
  await app.close()
})

test('an error in the company’s own data is not an unknown visitor', async () => {
  const customer = 'select number as id, called::int as age from people where number = :visitorImId'
  const app = await startApp(database.url, { QUERIES_DIR: writeQueries(customer) })
  await app.get('/?visitorImId=7').expect(500)
  await app.close()
})

test('of very many candidates the first are listed and the rest counted', async () => {
  const customer = `select n as id, 'Twin ' || n as name from generate_series(1, 23) n where :visitorImId = 'twin'`
  const app = await startApp(database.url, { QUERIES_DIR: writeQueries(customer) })
  const { text } = await app.get('/?visitorImId=twin')
  expect(text.match(/Twin \d+/g)).toHaveLength(20)
  expect(text).toContain('23 customers match')
  expect(text).toContain('3 more')
  await app.close()
})

test('a panel has the time that its file gives it, and says in the log why it is not there', async () => {
  const queries = writeQueries(BY_NUMBER, {
    '10-patient.sql': '-- timeout: 3000ms\nselect pg_sleep(1.4)::text as slept, :customerId::int as id',
    '20-hurried.sql': '-- timeout: 100ms\nselect pg_sleep(1.4)::text as slept',
    '30-broken.sql': `select 1 / (n - 1) as "SECRET" from generate_series(1, 1) n`,
  })
  const app = await startApp(database.url, { QUERIES_DIR: queries, DATABASE_TIMEOUT_MS: '200' })
  const { body } = await app.json('/?visitorImId=7').expect(200)
  expect((body as { panels: object[] }).panels).toMatchObject([
    { name: 'patient', title: 'Patient', status: 'ok' },
    { name: 'hurried', status: 'late' },
    { name: 'broken', status: 'failed' },
  ])
  const lines = app.lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines).toMatchObject([
    { event: 'panel', panel: 'hurried', status: 'late', error: { cause: { code: '57014' } } },
    { event: 'panel', panel: 'broken', status: 'failed', error: { cause: { code: '22012' } } },
    { event: 'view' },
  ])
  await app.close()
})

test('an id that the database cannot even write is nobody’s', async () => {
  const name = 'crm_page_test_latin1'
  await administer(
    inject('adminUrl'),
    `drop database if exists ${name}`,
    `create database ${name} template template0 encoding 'LATIN1' locale_provider libc locale 'C'`,
  )
  const url = new URL(inject('adminUrl'))
  url.pathname = `/${name}`
  await administer(url.href, `create table people (id text, name text)`)
  const app = await startApp(url.href, {
    QUERIES_DIR: writeQueries('select * from people where id = :visitorImId'),
  })
  const { body } = await app.json('/?visitorImId=%F0%9F%98%80').expect(200)
  expect(body).toMatchObject({ outcome: 'unknown' })
  await app.close()
  await administer(inject('adminUrl'), `drop database ${name} with (force)`)
})
