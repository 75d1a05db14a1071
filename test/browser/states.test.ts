/// <reference lib="dom" />
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findViolations } from '../support/axe.ts'
import { createResizer, hasChromium, openChromium } from '../support/browser.ts'
import { cloneDatabase } from '../support/database.ts'
import { showState, startStates } from '../support/states.ts'

/** What may differ where only the texts do; `npm run test:long` applies all rules to every language. */
const RULES_OF_TEXTS = [
  ...['html-has-lang', 'html-lang-valid', 'valid-lang', 'document-title'],
  ...['button-name', 'link-name', 'summary-name', 'label', 'image-alt'],
]
const hasAllRules = process.env['AXE'] === 'all'
const WIDTHS = [280, 300, 360, 419, 420, 475, 476, 480, 640, 779, 780, 1000, 1600]

describe.runIf(hasChromium)('every state', () => {
  let browser: Browser
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  let site: Awaited<ReturnType<typeof startStates>>
  beforeAll(async () => {
    database = await cloneDatabase()
    browser = await openChromium()
    site = await startStates(database.url)
  })
  afterAll(async () => {
    await site.close()
    await database.drop()
  })

  test.each(['en', 'zh'])(
    'in %s: axe finds nothing, light or dark, and nothing is wider than the pane',
    { timeout: 300_000 },
    async (language) => {
      const page = await browser.newPage({ locale: language })
      const resize = await createResizer(page)
      for (const state of site.states) {
        await resize(280)
        await showState(page, state, language)
        const shown = await page.evaluate(() => {
          // Some pages come back by themselves, and are not to do that while they are looked at.
          window.stop()
          for (const details of document.querySelectorAll('details')) details.open = true
          return { language: document.documentElement.lang, code: document.body.dataset['code'] }
        })
        expect([state.name, shown]).toEqual([state.name, { language, code: state.code }])
        if (language === 'en' || hasAllRules) {
          await page.emulateMedia({ colorScheme: 'light' })
          expect([state.name, await findViolations(page)]).toEqual([state.name, []])
          // The dark one differs in nothing but colours.
          await page.emulateMedia({ colorScheme: 'dark' })
          expect([state.name, 'dark', await findViolations(page, ['color-contrast'])]).toEqual([
            ...[state.name, 'dark', []],
          ])
        } else expect([state.name, await findViolations(page, RULES_OF_TEXTS)]).toEqual([state.name, []])
        for (const width of WIDTHS) {
          await resize(width)
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          expect([state.name, width, wider]).toEqual([state.name, width, 0])
        }
      }
      await page.close()
    },
  )

  test('the essentials are within the first 400 pixels of a pane of 300', async () => {
    const page = await browser.newPage({ viewport: { width: 300, height: 800 } })
    await page.goto(site.states[0]?.url ?? '')
    for (const text of ['Emma Johansson', 'EMJ7K2QX9TRW4HVB6NPC', '$249.00', '****43', 'EJ-4107']) {
      const box = await page.getByText(text, { exact: true }).first().boundingBox()
      expect([text, box && box.y + box.height <= 400]).toEqual([text, true])
    }
    await page.close()
  })

  test.each([
    [475, 'flex', 'absolute'],
    [476, 'flex', 'static'],
    [1000, 'table-row', 'static'],
  ])('orders at %i pixels: rows are %s, their head is %s', async (width, row, head) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } })
    await page.goto(site.states[0]?.url ?? '')
    const orders = page.locator('[data-panel=orders]')
    const style = (selector: string, property: string) =>
      orders
        .locator(selector)
        .first()
        .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property)
    expect([await style('tbody tr', 'display'), await style('thead', 'position')]).toEqual([row, head])
    const lines = await page
      .locator('table:visible')
      .evaluateAll((tables) =>
        tables.map((table) => [
          new Set(
            Array.from(table.querySelectorAll('th:not(.is-text)'), (cell) => cell.getBoundingClientRect().y),
          ).size,
          Array.from(table.querySelectorAll('.is-time')).every(
            (cell) => cell.scrollWidth <= cell.clientWidth,
          ),
        ]),
      )
    // All of a head in one line, and no date beyond its column.
    if (head === 'static') expect(lines).toEqual(lines.map(() => [1, true]))
    await page.close()
  })

  test('the lines of a note stay lines', async () => {
    await site.plain.pool.query(
      `update customers set description = E'First floor.\\n\\nBack door.' where customer_no like 'MNY%'`,
    )
    const page = await browser.newPage({ viewport: { width: 300, height: 800 } })
    await page.goto(`${site.plain.url}/?visitorImId=19900000166&originType=app`)
    expect(await page.locator('[data-field=description] bdi').innerText()).toBe('First floor.\n\nBack door.')
    await page.close()
  })

  test('forced colours and more contrast keep everything readable', async () => {
    for (const options of [{ forcedColors: 'active' }, { contrast: 'more' }] as const) {
      const page = await browser.newPage(options)
      await page.goto(site.states[0]?.url ?? '')
      expect([options, await findViolations(page)]).toEqual([options, []])
      await page.close()
    }
  })
})
