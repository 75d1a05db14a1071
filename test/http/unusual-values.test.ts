import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { startProcessorClock } from '../support/growth.ts'
import { writeQueries } from '../support/queries.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
})
afterAll(() => database.drop())

let app: TestApp
afterEach(() => app.close())

/** The page and the JSON of a customer with these columns. */
async function read(columns: string, head = '') {
  const customer = `${head}select 1 as id, ${columns} where :visitorImId::text is not null`
  app = await startApp(database.url, { QUERIES_DIR: writeQueries({ 'customer.sql': customer }) })
  const { text } = await app.get('/?visitorImId=v').expect(200)
  const { body } = await app.json('/?visitorImId=v').expect(200)
  return { text, customer: (body as { customer: Record<string, unknown> }).customer }
}

test.each([
  ['zero-width characters', String.raw`U&'\200b\feff'`],
  ['Hangul fillers', String.raw`U&'\3164\3164'`],
  ['Braille’s blank', String.raw`U&'\2800'`],
  ['soft hyphens', String.raw`U&'\00ad'`],
  ['marks of direction', String.raw`U&'\202e\200f'`],
  ['a variation selector', String.raw`U&'\fe0f'`],
])('skips a name of %s', async (_name, blank) => {
  const { text } = await read(`${blank} as full_name, 'Ada' as nickname`)
  expect(text).toContain('<h1>Ada</h1>')
  expect(text).not.toContain('data-field="full_name"')
  await app.close()
  expect((await read(`${blank} as full_name, ${blank} as nickname`)).text).toContain('<h1>Customer 1</h1>')
})

test.each([
  ['date', 'infinity'],
  ['date', '-infinity'],
  ['date', '0044-03-15 BC'],
  ['date', '12026-01-01'],
  ['timestamp', 'infinity'],
  ['timestamp', '0044-03-15 12:00:00 BC'],
  ['timestamp', '294276-12-31 23:59:59'],
  ['timestamptz', 'infinity'],
  ['timestamptz', '-infinity'],
  ['timestamptz', '0044-03-15 12:00:00+00 BC'],
  ['timestamptz', '12026-01-01 00:00:00+00'],
  ['timestamptz', '294276-12-31 23:59:59+00'],
])('shows a %s of %s in every format, and returns it in JSON', async (type, value) => {
  const formats = ['date', 'datetime', 'ago', 'time']
  const head = formats.map((format) => `-- column ${format}: ${format} | ${format} | ${format}\n`).join('')
  const columns = [...formats, 'plain'].map((format) => `${type} '${value}' as "${format}"`).join()
  const year = /infinity|\d+-\d\d-\d\d/.exec(value)?.[0] ?? ''
  const { text, customer } = await read(columns, head)
  for (const format of [...formats, 'plain']) {
    expect(customer[format]).toContain(year)
    const [, field = ''] = text.split(`<div data-field="${format}">`)
    const shown = year === 'infinity' ? (value === year ? 'No end' : 'No start') : year
    expect(field.slice(0, field.indexOf('</div>'))).toContain(shown)
  }
  for (const [, datetime] of text.matchAll(/datetime="([^"]*)"/g)) expect(datetime).toMatch(/^2\d{3}-/)
})

test('shows small, infinite and missing amounts', async () => {
  const head = ['small', 'infinite', 'none']
    .map((name) => `-- column ${name}: ${name} | ${name} | money(USD)\n`)
    .join('')
  const columns = `0.0035 as small, 'Infinity'::numeric as infinite, 'NaN'::numeric as none`
  const { text, customer } = await read(columns, head)
  for (const shown of ['>$0.0035<', '>∞ USD<', '>NaN USD<']) expect(text).toContain(shown)
  expect(customer).toMatchObject({ small: '0.0035', infinite: 'Infinity', none: 'NaN' })
})

test('takes no longer for a very long name than for any other', async () => {
  const readMs = startProcessorClock()
  await read(`repeat('【', 60000) as full_name`)
  expect(readMs()).toBeLessThan(2000)
})
