import { HtmlValidate } from 'html-validate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SAMPLE_VISITORS } from '../../src/database/sample/sample-customer.ts'
import { startApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { readState, startStates } from '../support/states.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
let site: Awaited<ReturnType<typeof startStates>>
beforeAll(async () => {
  database = await cloneDatabase()
  site = await startStates(database.url)
})
afterAll(async () => {
  await site.close()
  await database.drop()
})

describe('the standard rules of html-validate', () => {
  const validator = new HtmlValidate({ extends: ['html-validate:standard'] })
  const faultsOf = async (html: string) => {
    const { results } = await validator.validateString(html)
    return results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => [ruleId, message, line]),
    )
  }

  test('report a fault where there is one', async () => {
    expect(await faultsOf('<h1><div>x</div></h1><p style="color: red">y</p>')).not.toEqual([])
  })

  test.each(['en', 'zh'])('report none in any state in %s', async (language) => {
    for (const state of site.states) {
      expect([state.name, await faultsOf(await readState(state, language))]).toEqual([state.name, []])
    }
  })
})

describe('weight', () => {
  let fresh: Awaited<ReturnType<typeof cloneDatabase>>
  let app: Awaited<ReturnType<typeof startApp>>
  // The states link further visitors to the customer.
  beforeAll(async () => {
    fresh = await cloneDatabase()
    app = await startApp(fresh.url)
  })
  afterAll(async () => {
    await app.close()
    await fresh.drop()
  })
  const page = `/?easemobId=107937&visitorImId=${SAMPLE_VISITORS.web}&to=${SAMPLE_VISITORS.web}`
  /** Without the pictures of items, which belong to the shop. */
  const addresses = (html: string) =>
    [...html.matchAll(/"(\/assets\/(?!items-)[^"]+)"/g)].map(([, address = '']) => address)

  test('keeps the page with twelve orders within 24 KiB of HTML, the stylesheets, one script and an icon', async () => {
    const { text } = await app.get(page).expect(200)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(24 * 1024)
    expect(addresses(text).map((address) => address.replace(/\.[\w-]{8}\./, '.'))).toEqual([
      '/assets/icon.svg',
      '/assets/style.css',
      '/assets/rows.css',
      '/assets/dark.css',
      '/assets/page.js',
    ])
  })

  test('keeps the files within 24 KiB in total, and half of it compressed', async () => {
    const { text } = await app.get(page)
    const sizes = async (encoding: string) => {
      let sum = 0
      for (const address of addresses(text)) {
        const { headers } = await app.get(address, { 'Accept-Encoding': encoding }).expect(200)
        expect(headers['content-encoding'] ?? 'identity').toBe(encoding)
        expect(headers['vary']).toContain('Accept-Encoding')
        sum += Number(headers['content-length'])
      }
      return sum
    }
    expect(await sizes('identity')).toBeLessThanOrEqual(24 * 1024)
    expect(await sizes('gzip')).toBeLessThanOrEqual(12 * 1024)
    expect(await sizes('br')).toBeLessThanOrEqual(12 * 1024)
  })

  test('does not compress the page, whose length would leak customer data', async () => {
    const { headers } = await app.get(page, { 'Accept-Encoding': 'br, gzip' }).expect(200)
    expect(headers).not.toHaveProperty('content-encoding')
  })
})
