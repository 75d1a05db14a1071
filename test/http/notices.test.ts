import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
})
afterAll(() => database.drop())

/** A value as SQL, and the text shown in English and Chinese; null if nothing is. */
const VALUES: [sql: string, en: string | null, zh?: string][] = [
  [`'Pays late'::text`, 'Pays late'],
  ['true', 'Blocked', '已封锁'],
  ['false', null],
  ['1::smallint', 'Blocked', '已封锁'],
  [`'N'::char(3)`, null],
  [`'0'::text`, null],
  [`'否'::text`, null],
  ['null::text', null],
  [`date '2020-11-20'`, 'Nov 20, 2020', '2020年11月20日'],
  [`interval '2 days'`, '2 days', '2天'],
  ['1234567', '1,234,567'],
  [`'{"reason": "fraud", "since": 2020}'::jsonb`, 'Since: 2020; Reason: fraud', 'Since：2020；Reason：fraud'],
  [`array['Pays late', 'Fraud']`, 'Pays late|Fraud'],
]

describe.each(['warning', 'note'])('a %s', (display) => {
  test.each(VALUES)('shows %s as a sentence', async (sql, en, zh) => {
    const text = `-- column blocked: Blocked | 已封锁 | ${display}\nselect 7 as id, ${sql} as blocked where :visitorImId::text is not null`
    const app = await startApp(database.url, { QUERIES_DIR: writeQueries({ 'customer.sql': text }) })
    const shown = async (lang: string) => {
      const { text: html } = await app.get(`/?visitorImId=v&lang=${lang}`).expect(200)
      const [, band] = /data-field="blocked">(.*?)<\/span>/s.exec(html) ?? []
      const words = band
        ?.replaceAll(/<svg.*?<\/svg>|<b[^>]*>.*?<\/b>/gs, '')
        .replaceAll('</li>', '|')
        .replaceAll(/<[^>]+>|\n/g, '')
      return words?.replace(/\|$/, '') ?? null
    }
    expect([await shown('en'), await shown('zh')]).toEqual([en, zh ?? en])
    await app.close()
  })
})

/* The presence of a masked value must not say whether it is true. */
describe.each([
  ['warning mask', 'Yes'],
  ['note secret', 'Yes'],
  ['badge(t=VIP) mask', 'VIP'],
])('with the formats %s', (formats, yes) => {
  test.each([true, false])('%s is masked, and can be revealed', async (value) => {
    const text = `-- column blocked: Blocked | 已封锁 | ${formats}\nselect 7 as id, ${String(value)} as blocked where :visitorImId::text is not null`
    const app = await startApp(database.url, { QUERIES_DIR: writeQueries({ 'customer.sql': text }) })
    const { text: html } = await app.get('/?visitorImId=v&lang=en').expect(200)
    expect(html).toMatch(/data-field="blocked"><dt>Blocked<.dt><dd><bdi>••••</)
    const [, visit = ''] = /name="visit" value="([^"]+)"/.exec(html) ?? []
    const [, proof = ''] = /name="value" value="([^"]+)"/.exec(html) ?? []
    const json = { Accept: 'application/json' }
    const { body } = await app.form('/reveal', { visit, value: proof }, json).expect(200)
    expect(body).toMatchObject({ value: String(value), text: value ? yes : 'No' })
    await app.close()
  })
})
