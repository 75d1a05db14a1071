/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SAMPLE_VISITORS } from '../../src/database/sample/sample-customer.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { hasChromium, openChromium } from '../support/browser.ts'
import { cloneDatabase } from '../support/database.ts'
import { hasFont } from '../support/has-font.ts'
import { openFirst, searchFrom } from '../support/search-form.ts'

/* What an agent sees without scrolling, in a pane 300 pixels wide. */

const PANE = { width: 300, height: 800 }
const FOLD = 400
const SENT = '&page=%2Fcheckout&coupon=SPRING10'
/** As wide as the fonts of agents' systems, which are not installed here; the local `system-ui` font is wider. */
const FONT = 'Noto Sans CJK SC'
const WIDEST_FONT = 'DejaVu Sans'
const hasFonts = [FONT, WIDEST_FONT].every((font) => hasFont(font, process.env['REQUIRE_FONTS'] === '1'))

/** Shows the page in one font, and verifies that this font is rendered. */
async function showIn(page: Page, font: string): Promise<void> {
  await page.addStyleTag({ content: `:root { --sans: "${font}" }` })
  const session = await page.context().newCDPSession(page)
  await session.send('DOM.enable')
  await session.send('CSS.enable')
  const { root } = await session.send('DOM.getDocument')
  const readDrawn = async () => {
    const drawn = new Set<string>()
    for (const selector of ['h1', '.figures dd', '[data-panel=orders] h2', '[data-panel=orders] time']) {
      const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector })
      // Pages of unknown visitors have no orders.
      if (nodeId === 0) continue
      const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId })
      for (const { familyName } of fonts) drawn.add(familyName)
    }
    return [...drawn]
  }
  // On a busy machine the style is applied after the call has returned.
  await expect.poll(readDrawn).toEqual([font])
  await session.detach()
}

describe.runIf(hasChromium && hasFonts)('at first sight', () => {
  let browser: Browser
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  let app: TestApp
  beforeAll(async () => {
    database = await cloneDatabase()
    app = await startApp(database.url)
    browser = await openChromium()
  })
  afterAll(async () => {
    await app.close()
    await database.drop()
  })

  async function open(path: string, font = FONT): Promise<Page> {
    // The page's own policy allows no additional style.
    const page = await browser.newPage({ viewport: PANE, bypassCSP: true })
    await page.goto(app.url + path)
    await showIn(page, font)
    return page
  }

  /** The bottom of each order's row. */
  const endsOfOrders = (page: Page): Promise<number[]> =>
    page
      .locator('[data-panel=orders] .rows > ul > li:not(.headings)')
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().bottom))

  const { web, twoCurrencies, app: chinese } = SAMPLE_VISITORS
  test.each([
    ['of the sample customer', `/?visitorImId=${web}`],
    ['with what the site sent', `/?visitorImId=${web}${SENT}`],
    ['of the customer with two currencies', `/?visitorImId=${twoCurrencies}`],
    ['with two currencies and what the site sent', `/?visitorImId=${twoCurrencies}${SENT}`],
    ['in Chinese', `/?visitorImId=${chinese}&originType=app&lang=zh${SENT}`],
    ['in Chinese, with two currencies', `/?visitorImId=${twoCurrencies}&lang=zh${SENT}`],
  ])('the first two orders are fully visible %s', async (_whose, path) => {
    const page = await open(path)
    const [, second] = await endsOfOrders(page)
    expect(second).toBeLessThanOrEqual(FOLD)
    await page.close()
  })

  test('the first order is fully visible below the band of a customer who was opened by hand', async () => {
    const answer = await searchFrom(app, '/?visitorImId=nobody-yet', 'EJ-4107')
    const page = await open(await openFirst(app, answer))
    const [first] = await endsOfOrders(page)
    expect(first).toBeLessThanOrEqual(FOLD)
    await page.close()
  })

  test('and in the widest of the common fonts', async () => {
    const page = await open(`/?visitorImId=${web}${SENT}`, WIDEST_FONT)
    const [first] = await endsOfOrders(page)
    expect(first).toBeLessThanOrEqual(FOLD)
    await page.close()
  })

  test('the essentials are present', async () => {
    const page = await open(`/?visitorImId=${web}`)
    for (const text of ['Emma Johansson', 'Linked by ID', '$249.00', '••••\u00a043', 'Orders']) {
      const box = await page.getByText(text, { exact: true }).first().boundingBox()
      expect([text, box && box.y + box.height <= FOLD]).toEqual([text, true])
    }
    await page.close()
  })

  test('a value that needs attention has a sign as well as a color', async () => {
    const page = await open(`/?visitorImId=${web}`)
    const unpaid = page.locator('.figures .alert')
    expect(await unpaid.evaluate((element) => getComputedStyle(element, '::after').content)).toContain('!')
    await page.close()
  })

  test('no nickname is cut off', async () => {
    const nicknames: string[] = []
    for (const id of new Set(Object.values(SAMPLE_VISITORS)))
      for (const lang of ['en', 'zh']) {
        const page = await open(`/?visitorImId=${encodeURIComponent(id)}&nickname=Guest&lang=${lang}`)
        const shown = page.locator('.nickname')
        if ((await shown.count()) > 0) {
          nicknames.push(await shown.innerText())
          expect(await shown.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
        }
        await page.close()
      }
    expect(nicknames.length).toBeGreaterThan(3)
  })

  test('the header has two lines, and 53 pixels', async () => {
    const page = await open(`/?visitorImId=${web}`)
    expect((await page.locator('header').boundingBox())?.height).toBe(53)
    await page.close()
  })

  test('an order without a parcel takes one line in wide columns', async () => {
    const page = await open(`/?visitorImId=${web}`)
    await page.setViewportSize({ width: 1160, height: 800 })
    const row = page.locator('[data-panel=orders] .rows > ul > li', { hasText: 'EJ-4100' })
    expect((await row.boundingBox())?.height).toBeLessThanOrEqual(36)
    await page.close()
  })
})
