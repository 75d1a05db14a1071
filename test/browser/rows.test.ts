/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { findViolations } from '../support/axe.ts'
import { createResizer, hasChromium, openChromium } from '../support/browser.ts'
import { administer, cloneDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'
import { LONG_ROW_CASES, ROW_CASES, ROW_CASES_SCHEMA } from '../support/row-cases.ts'

const WIDTHS = [280, 300, 360, 420, 480, 560, 640, 800, 1000]

/**
 * Returns the faults of a page's rows, as `fault: text`. A word is broken if it spans several lines, or if its
 * letters overflow its box.
 */
function findBroken(): string[] {
  const faults: string[] = []
  const isSeen = (element: Element) => element.checkVisibility() && element.getBoundingClientRect().width > 1
  const overflow = document.documentElement.scrollWidth - innerWidth
  if (overflow > 0) faults.push(`overflow: ${String(overflow)}`)
  for (const panel of document.querySelectorAll('[data-panel]')) {
    const range = document.createRange()
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent ?? ''
      if (!node.parentElement || !isSeen(node.parentElement)) continue
      for (const { index, 0: word } of text.matchAll(/[\w.,:'’$€¥-]+/g)) {
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        const lines = new Set(Array.from(range.getClientRects(), ({ y }) => Math.round(y)))
        // A word may be broken at a hyphen.
        if (lines.size > 1 && !word.includes('-')) faults.push(`broken: ${word}`)
        const { left, right } = range.getBoundingClientRect()
        if (left < -0.5 || right > innerWidth + 0.5) faults.push(`outside: ${word}`)
      }
    }
    const headings = Array.from(panel.querySelectorAll('.headings > *')).filter(isSeen)
    const lines = new Set(headings.map((heading) => Math.round(heading.getBoundingClientRect().bottom)))
    if (lines.size > 1) faults.push(`two lines of headings: ${panel.querySelector('h2')?.textContent ?? ''}`)
  }
  for (const row of document.querySelectorAll('.rows > ul > li')) {
    // Without labels, copy buttons and what is hidden for the eye.
    const values = Array.from(row.querySelectorAll('.date, .items > .text')).flatMap((slot) =>
      Array.from(slot.childNodes).filter((node) => node.nodeName !== 'B' && node.textContent?.trim() !== ''),
    )
    const boxes = values.map((value) => {
      const range = document.createRange()
      range.selectNodeContents(value)
      return range.getBoundingClientRect()
    })
    for (const [at, one] of boxes.entries()) {
      // Lines of text may touch.
      const isCovered = boxes
        .slice(at + 1)
        .some(
          (other) =>
            Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
            Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 6,
        )
      if (isCovered) faults.push(`covered: ${values[at]?.textContent ?? ''}`)
    }
  }
  for (const label of document.querySelectorAll('.items > .seen')) {
    // A line of its text is 18 pixels high.
    const text = label.nextElementSibling?.getBoundingClientRect()
    if (isSeen(label) && text && Math.abs(label.getBoundingClientRect().top - text.top) > 3)
      faults.push(`not level with its text: ${label.textContent}`)
  }
  const range = document.createRange()
  for (const heading of document.querySelectorAll('.headings > *, h2')) {
    range.selectNodeContents(heading)
    if (isSeen(heading) && range.getBoundingClientRect().height > 24)
      faults.push(`wrapped: ${heading.textContent}`)
  }
  return faults
}

/** The stylesheets as read by engines before Chromium 105 and Safari 16, which skip unknown rules. */
async function asOldEngine(page: Page): Promise<void> {
  await page.route('**/assets/*.css', async (route) => {
    const answer = await route.fetch()
    const body = (await answer.text())
      .replaceAll('@container', '@unknown')
      .replaceAll(/@supports (selector|\(grid-template-columns)/g, '@supports (unknown: 1) and $1')
      .replaceAll(/container-type:[^;]*;/g, '')
      .replaceAll(':has(', ':unknown(')
    await route.fulfill({ response: answer, body })
  })
}

describe.runIf(hasChromium)('rows of panels', () => {
  let browser: Browser
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  let app: TestApp
  beforeAll(async () => {
    database = await cloneDatabase()
    await administer(database.url, ...ROW_CASES_SCHEMA)
    app = await startApp(database.url, { QUERIES_DIR: writeQueries(ROW_CASES) })
    browser = await openChromium()
  })
  afterAll(async () => {
    await app.close()
    await database.drop()
  })

  async function open(
    width: number,
    language = 'en',
    prepare?: (page: Page) => Promise<void>,
  ): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 } })
    await prepare?.(page)
    await page.goto(`${app.url}/?visitorImId=m1&lang=${language}`)
    return page
  }

  test.each(['en', 'zh'])('in %s, nothing overflows, breaks or wraps at any width', async (language) => {
    const page = await open(300, language)
    const resize = await createResizer(page)
    for (const width of WIDTHS) {
      await resize(width)
      expect([width, await page.evaluate(findBroken)]).toEqual([width, []])
    }
    await page.close()
  })

  test('long values without spaces widen no page', async () => {
    const long = await startApp(database.url, { QUERIES_DIR: writeQueries(LONG_ROW_CASES) })
    const page = await browser.newPage({ viewport: { width: 300, height: 800 } })
    await page.goto(`${long.url}/?visitorImId=m1`)
    const findOutside = async () => {
      const faults = await page.evaluate(findBroken)
      return [...new Set(faults.map((fault) => fault.slice(0, 40)))].filter(
        (fault) => !/^(?:broken|wrapped)/.test(fault),
      )
    }
    const resize = await createResizer(page)
    for (const isOpen of [false, true]) {
      await page.locator('details').evaluateAll((folds, open) => {
        for (const fold of folds) (fold as HTMLDetailsElement).open = open
      }, isOpen)
      for (const width of WIDTHS) {
        await resize(width)
        expect([width, isOpen, await findOutside()]).toEqual([width, isOpen, []])
      }
    }
    await page.close()
    await long.close()
  })

  test('nor in browsers without container queries and subgrid, which show cards at any width', async () => {
    const page = await open(300, 'en', asOldEngine)
    const resize = await createResizer(page)
    for (const width of WIDTHS) {
      await resize(width)
      expect([width, await page.evaluate(findBroken)]).toEqual([width, []])
      expect(await page.locator('.headings:visible').count()).toBe(0)
    }
    expect(await findViolations(page)).toEqual([])
    await page.close()
  })

  const yOf = (page: Page, row: number, slot: string) =>
    page
      .locator('[data-panel=deliveries] li:not(.headings)')
      .nth(row)
      .locator(slot)
      .evaluate((element) => element.getBoundingClientRect().y)

  test('prose has the width of the row beside no columns, and keeps its line breaks', async () => {
    const page = await open(480)
    const row = page.locator('[data-panel=notes] li:not(.headings)').first()
    const widthOf = async (selector: string) => (await row.locator(selector).boundingBox())?.width ?? 0
    expect(await widthOf('.title')).toBe((await row.boundingBox())?.width)
    await page.setViewportSize({ width: 300, height: 800 })
    const prose = await row.locator('.prose').boundingBox()
    const state = await row.locator('.state').boundingBox()
    expect(state?.y).toBeGreaterThanOrEqual((prose?.y ?? 0) + (prose?.height ?? 0))
    expect(await row.locator('.prose').innerText()).toMatch(/pump\.\nThe customer/)
    await page.close()
  })

  test('a screen reader gets the label of a value in columns, whose headings it does not read', async () => {
    const page = await open(1000)
    await page.locator('[data-panel=inspections] .headings:visible').waitFor()
    expect(await page.locator('[data-panel=inspections] .rows').ariaSnapshot()).toMatch(/Minutes.*\d/)
    await page.close()
  })

  test('a row is first a card, then has its short slots on one line, then columns', async () => {
    const page = await open(300)
    const lines = async () => {
      const slots = ['.title', '.amount', '.way', '.items']
      const ys = await Promise.all(slots.map((slot) => yOf(page, 0, slot)))
      return ys.map((y, at) => at > 0 && y > (ys[at - 1] ?? 0) + 8)
    }
    expect(await lines()).toEqual([false, true, true, true])
    await page.setViewportSize({ width: 480, height: 800 })
    expect(await lines()).toEqual([false, false, true, true])
    await page.setViewportSize({ width: 720, height: 800 })
    expect(await lines()).toEqual([false, false, false, false])
    expect(await page.locator('[data-panel=deliveries] .headings:visible > *').allTextContents()).toEqual([
      ...['Order', 'Status', 'Total', 'Placed', 'Tracking', 'Items'],
    ])
    await page.close()
  })

  test('a slot without a value takes up no line', async () => {
    const page = await open(300)
    const heights = await page
      .locator('[data-panel=deliveries] li:not(.headings)')
      .evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height)))
    const [whole = 0, withoutNumber = 0] = heights
    expect(whole).toBeLessThanOrEqual(92)
    expect(withoutNumber).toBeLessThanOrEqual(whole - 18)
    await page.close()
  })

  const parcel = (page: Page, row: number) =>
    page.locator('[data-panel=items] .rows > ul > li:not(.headings)').nth(row)

  test('the chevron of items is below the menu, or follows their text beside a date', async () => {
    const page = await open(300)
    const resize = await createResizer(page)
    const readEnd = (row: number) =>
      parcel(page, row)
        .locator('.fold > summary')
        .evaluate((summary) => {
          const { marginLeft, marginRight } = getComputedStyle(summary, '::after')
          const isNext = marginLeft === '0px'
          return isNext ? 'beside' : summary.getBoundingClientRect().right - parseFloat(marginRight)
        })
    for (const width of [300, 480]) {
      await resize(width)
      expect([width, await readEnd(0), await readEnd(1)]).toEqual([width, width - 16, 'beside'])
    }
    await page.close()
  })

  test('the date beside items is level with them', async () => {
    const page = await open(300)
    const readMiddle = (selector: string) =>
      parcel(page, 1)
        .locator(selector)
        .evaluate((element) => {
          const { top, bottom } = element.getBoundingClientRect()
          return (top + bottom) / 2
        })
    const between = (await readMiddle('.first bdi')) - (await readMiddle('.due time'))
    expect(Math.abs(between)).toBeLessThan(1)
    await page.close()
  })

  test('in columns, the first of several lines of items is level with the title', async () => {
    const page = await open(1000)
    await page.locator('[data-panel=items] .headings:visible').waitFor()
    const { lines, between } = await parcel(page, 0).evaluate((row) => {
      const text = row.querySelector('.first bdi') ?? row
      text.textContent = 'As many words as fill several lines of the column of items in the panel'
      const range = document.createRange()
      range.selectNodeContents(text)
      const [items = new DOMRect(), ...more] = range.getClientRects()
      const title = row.querySelector('.title')?.getBoundingClientRect() ?? new DOMRect()
      return { lines: 1 + more.length, between: items.y + items.height / 2 - title.y - title.height / 2 }
    })
    expect(lines).toBeGreaterThan(1)
    expect(Math.abs(between)).toBeLessThanOrEqual(1)
    await page.close()
  })

  test('a folded text has an ellipsis, until it is unfolded', async () => {
    const lines =
      "select repeat('Fir', 200) || E'\\n' || repeat('Oak', 200) as a, E'1\\n2\\n3\\n4\\n5\\n6' as b where :customerId <> ''"
    const files = { 'customer.sql': ROW_CASES['customer.sql'], 'panels/1.sql': `-- layout: fields\n${lines}` }
    const folding = await startApp(database.url, { QUERIES_DIR: writeQueries(files) })
    const page = await browser.newPage({ viewport: { width: 300, height: 800 } })
    await page.goto(`${folding.url}/?visitorImId=m1`)
    const texts = page.locator('details.long')
    for (const text of [texts.first(), texts.last()]) {
      expect(await text.innerText()).toMatch(/\w …$/)
      await text.locator('summary').click()
      expect(await text.innerText()).not.toContain('…')
    }
    await page.close()
    await folding.close()
  })

  test('a picture that fails to load leaves its ground, without the icon of the browser', async () => {
    const page = await open(300, 'en', async (opened) => {
      await opened.route('**/assets/items-*', (route) => route.abort('failed'))
    })
    await page.locator('[data-panel=items] .fold').first().locator('summary').click()
    const picture = page.locator('[data-panel=items] .items-list img').first()
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.complete)).toBe(true)
    const shot = (await picture.screenshot()).toString('base64')
    const blank = await browser.newPage()
    const colours = await blank.evaluate(async (data) => {
      const image = new Image()
      image.src = `data:image/png;base64,${data}`
      await image.decode()
      const { width, height } = image
      const canvas = new OffscreenCanvas(width, height).getContext('2d')
      canvas?.drawImage(image, 0, 0)
      // Within the rounded corners.
      const { data: pixels = [] } = canvas?.getImageData(4, 4, width - 8, height - 8) ?? {}
      return new Set(
        Array.from({ length: pixels.length / 4 }, (_, at) => pixels.slice(4 * at, 4 * at + 3).join()),
      ).size
    }, shot)
    expect(colours).toBe(1)
    await blank.close()
    await page.close()
  })

  test('an address in place of a picture is shown as text, beside nothing', async () => {
    const page = await open(300)
    const row = page.locator('[data-panel="no-picture"] li:not(.headings)').first()
    expect(await row.locator('.pairs dd').first().textContent()).toBe('/assets/items/none.svg')
    const { x } = (await row.locator('.title').boundingBox()) ?? {}
    expect(x).toBe(12)
    await page.close()
  })

  test('for touch, columns have one line of headings, and links of a menu are 40 pixels high', async () => {
    const context = await browser.newContext({ viewport: { width: 300, height: 800 }, hasTouch: true })
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'pointer', value: 'coarse' }] })
    await page.goto(`${app.url}/?visitorImId=m1&lang=en`)
    const menu = parcel(page, 0).locator('.menu')
    await menu.locator('summary').click()
    expect((await menu.locator('a').boundingBox())?.height).toBe(40)
    const { x = 0, width = 0 } = (await menu.locator('ul').boundingBox()) ?? {}
    expect(x + width).toBeLessThan(300)
    await page.setViewportSize({ width: 1000, height: 800 })
    const tops = await page.locator('[data-panel=deliveries] .headings > *').evaluateAll((headings) =>
      headings.map((heading) => {
        const range = document.createRange()
        range.selectNodeContents(heading)
        return range.getBoundingClientRect().top
      }),
    )
    expect([tops.length, new Set(tops).size]).toEqual([6, 1])
    await context.close()
  })

  test('a long number is shortened only visually', async () => {
    const page = await open(300)
    const number = page.locator('.long-number').first()
    expect(await number.textContent()).toBe('JD01460000177')
    expect((await number.boundingBox())?.width).toBeLessThan(100)
    expect(await number.locator('span').evaluate((part) => getComputedStyle(part, '::before').content)).toBe(
      '"…"',
    )
    expect(await page.locator('.way button.copy').first().getAttribute('aria-label')).toBe(
      'Copy JD01460000177',
    )
    await page.close()
  })
})
