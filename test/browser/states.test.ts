/// <reference lib="dom" />
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { findNameless, findViolations, RULES_OF_COLOURS } from '../support/axe.ts'
import { createResizer, hasChromium, openChromium } from '../support/browser.ts'
import { cloneDatabase } from '../support/database.ts'
import { showState, startStates } from '../support/states.ts'

/** All rules and widths in every language: `npm run test:long`. */
const hasAll = process.env['AXE'] === 'all'
/** The narrowest width in both languages; then the smallest of each layout in one, and the largest in the other. */
const WIDTHS = {
  en: [280, 300, 420, 476, 640, 780, 1000],
  zh: [280, 360, 419, 475, 480, 779, 1600],
}
/** Error pages have one layout. */
const WIDTHS_OF_ERRORS = [280, 1000]
const ALL_WIDTHS = [...new Set([...WIDTHS.en, ...WIDTHS.zh])]

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

  test.each(['en', 'zh'] as const)(
    'in %s has no accessibility violations, light or dark, and fits the pane',
    { timeout: 900_000 },
    async (language) => {
      const page = await browser.newPage({ locale: language })
      const resize = await createResizer(page)
      for (const state of site.states) {
        await resize(280)
        await showState(page, state, language)
        // Some pages reload automatically, which must not happen during the checks. During such a reload,
        // there is no page to evaluate.
        const settle = () =>
          page.evaluate(() => {
            window.stop()
            for (const details of document.querySelectorAll('details')) details.open = true
            return { language: document.documentElement.lang, code: document.body.dataset['code'] }
          })
        await expect.poll(settle, { message: state.name }).toEqual({ language, code: state.code })
        if (language === 'en' || hasAll) {
          await page.emulateMedia({ colorScheme: 'light' })
          expect([state.name, await findViolations(page)]).toEqual([state.name, []])
          // Dark mode differs only in colours.
          await page.emulateMedia({ colorScheme: 'dark' })
          expect([state.name, 'dark', await findViolations(page, RULES_OF_COLOURS)]).toEqual([
            ...[state.name, 'dark', []],
          ])
        } else expect([state.name, await findNameless(page)]).toEqual([state.name, []])
        expect([state.name, (await page.title()).trim()]).not.toEqual([state.name, ''])
        const own = state.code === undefined ? WIDTHS[language] : WIDTHS_OF_ERRORS
        for (const width of hasAll ? ALL_WIDTHS : own) {
          await resize(width)
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          expect([state.name, width, wider]).toEqual([state.name, width, 0])
        }
      }
      await page.close()
    },
  )

  test('the time until the next attempt is level with the button', async () => {
    const page = await browser.newPage()
    const down = site.states.find(({ code }) => code === 'database_unavailable')
    if (!down) throw new Error('No such state')
    await showState(page, down, 'en')
    const middles = await page.locator('main a.button, main a.button + .quiet').evaluateAll((elements) =>
      elements.map((element) => {
        const { top, bottom } = element.getBoundingClientRect()
        return Math.round((top + bottom) / 2)
      }),
    )
    expect(middles).toHaveLength(2)
    expect(Math.abs((middles[0] ?? 0) - (middles[1] ?? 99))).toBeLessThanOrEqual(1)
    await page.close()
  })

  test('focused elements are never under the header', async () => {
    const page = await browser.newPage({ viewport: { width: 300, height: 480 } })
    await page.goto(site.states[0]?.url ?? '')
    await page.waitForSelector('button.copy')
    const height = (await page.locator('header').boundingBox())?.height ?? 0
    // Backwards from the end to the top, by keyboard.
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await page.locator('footer .copy').focus()
    const covered: string[] = []
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press('Shift+Tab')
      const top = await page.evaluate(() => {
        const { activeElement } = document
        return activeElement === document.body || activeElement?.closest('header')
          ? null
          : (activeElement?.getBoundingClientRect().top ?? null)
      })
      if (top !== null && top < height) covered.push(`${String(step)}: ${String(top)}`)
    }
    expect(covered).toEqual([])
    await page.close()
  })

  test('targets measure 24 pixels, and 40 for touch; buttons added by the script move nothing', async () => {
    for (const [hasTouch, least] of [
      [false, 24],
      [true, 40],
    ] as const) {
      const context = await browser.newContext({ viewport: { width: 300, height: 800 }, hasTouch })
      const page = await context.newPage()
      const session = await context.newCDPSession(page)
      if (hasTouch)
        await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'pointer', value: 'coarse' }] })
      await page.goto(site.states[0]?.url ?? '')
      await page.waitForSelector('button.copy')
      const small = await page.evaluate(
        (limit) =>
          Array.from(
            document.querySelectorAll(
              `main button, .head a, footer button, footer a, main summary${limit > 24 ? ', .title a, .way a' : ''}`,
            ),
          )
            .filter((element) => element.getClientRects().length > 0)
            .filter((element) => element.getBoundingClientRect().height < limit)
            .map((element) => element.outerHTML.slice(0, 80)),
        least,
      )
      expect(small).toEqual([])
      const lines = await page
        .locator('.profile .id bdi')
        .first()
        .evaluate((id) => id.getClientRects().length)
      expect([hasTouch, lines]).toEqual([hasTouch, 1])
      // On the line of the badge, whatever its size.
      const above = await page.evaluate(() => {
        const readMiddle = (selector: string) => {
          const { top, bottom } = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect()
          return (top + bottom) / 2
        }
        return Math.abs(readMiddle('.rows .menu > summary') - readMiddle('.rows li:has(.menu) .state'))
      })
      expect(above).toBeLessThan(2)
      const [way = 0, due = 99] = await page.evaluate(() =>
        ['.way a', '.way + .due time'].map((selector) => {
          const { top, bottom } = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect()
          return (top + bottom) / 2
        }),
      )
      expect(Math.abs(way - due)).toBeLessThan(2)
      // The script adds them when the page is seen already.
      const moved = await page.evaluate(() => {
        const readTops = () =>
          Array.from(document.querySelectorAll('li, dd, h2, .line, footer'), (element) =>
            Math.round(element.getBoundingClientRect().top),
          ).join()
        const before = readTops()
        for (const button of document.querySelectorAll('.copy')) button.remove()
        return readTops() !== before
      })
      expect([hasTouch, moved]).toEqual([hasTouch, false])
      await context.close()
    }
  })

  test('the word that confirms copying is not clipped in a search result', async () => {
    const found = site.states.find(({ name }) => name === 'search, found')
    if (!found) throw new Error('No such state')
    const page = await browser.newPage({ viewport: { width: 300, height: 800 } })
    await showState(page, found, 'en')
    await page.locator('.brief .copy').first().click()
    const said = page.locator('.brief .copy .said').first()
    await said.waitFor()
    const isOnTop = await said.evaluate((word) => {
      const { left, top, width, height } = word.getBoundingClientRect()
      return word.contains(document.elementFromPoint(left + width / 2, top + height / 2))
    })
    expect(isOnTop).toBe(true)
    await page.close()
  })

  const openState = async (name: string, width = 300) => {
    const state = site.states.find((one) => one.name === name)
    if (!state) throw new Error(`No state ${name}`)
    const page = await browser.newPage({ viewport: { width, height: 800 } })
    await showState(page, state, 'en')
    return page
  }

  test('a link just made is good news, and one that failed a warning', async () => {
    const groundOf = async (name: string) => {
      const page = await openState(name)
      const ground = await page
        .locator('.band')
        .first()
        .evaluate((band) => getComputedStyle(band).backgroundColor)
      await page.close()
      return ground
    }
    expect(await groundOf('linked just now')).toBe('rgb(228, 244, 234)')
    expect(await groundOf('linked to somebody else meanwhile')).toBe('rgb(253, 243, 222)')
  })

  test('a page that is the response to a form has the same space after the icon of "Reload"', async () => {
    const spaces = []
    for (const name of ['found', 'linked just now']) {
      const page = await openState(name)
      spaces.push(await page.locator('#age svg').evaluate((icon) => getComputedStyle(icon).marginRight))
      await page.close()
    }
    expect(spaces).toEqual(['4px', '4px'])
  })

  test('the text of a candidate flows around the button, and has the whole width below it', async () => {
    const page = await openState('proof and link disagree')
    const [first] = await page.locator('.candidates > li').evaluateAll((candidates) =>
      candidates.map((candidate) => {
        const boxes = (selector: string) =>
          Array.from(candidate.querySelectorAll(selector), (part) => part.getBoundingClientRect())
        const [button = new DOMRect()] = boxes('.button')
        const isUnder = ({ top, right }: DOMRect) => top < button.bottom && right > button.left
        const { top } = candidate.getBoundingClientRect()
        return {
          offset: Math.round(button.top - top),
          under: boxes('.proof > *, strong, .badge, .brief > div').filter(isUnder).length,
          lines: new Set(boxes('.brief:first-of-type > div').map(({ top }) => top)).size,
        }
      }),
    )
    expect(first).toEqual({ offset: 7, under: 0, lines: 1 })
    await page.close()
  })

  test('the values known about a visitor start at the same place, whoever sent them', async () => {
    for (const name of ['unknown', 'claimed by the site', 'unknown, looking at a product']) {
      const page = await openState(name)
      const starts = await page
        .locator('[data-section=known] dd')
        .evaluateAll((values) => values.map((value) => value.getBoundingClientRect().left))
      expect(starts.length).toBeGreaterThan(1)
      expect([name, new Set(starts).size]).toEqual([name, 1])
      await page.close()
    }
  })

  test('two columns have no gap: the profile is directly below the facts about the customer', async () => {
    const page = await browser.newPage({ viewport: { width: 1000, height: 800 } })
    await page.goto(site.states[0]?.url ?? '')
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true
    })
    const boxOf = async (selector: string) => {
      const box = await page.locator(selector).boundingBox()
      if (!box) throw new Error(selector)
      return box
    }
    const [lead, panels, profile] = [await boxOf('.lead-in'), await boxOf('.panels'), await boxOf('.profile')]
    expect([lead.width, lead.x, profile.x]).toEqual([288, 12, 12])
    expect(panels.x).toBe(12 + 288 + 32)
    expect(profile.y - (lead.y + lead.height)).toBeLessThanOrEqual(14)
    await page.close()
  })

  test.each([
    ['dark', 'light', 'rgb(22, 26, 32)'],
    ['light', 'dark', 'rgb(255, 255, 255)'],
  ] as const)('the scheme %s applies on a %s screen', async (scheme, colorScheme, ground) => {
    const app = await startApp(database.url, { COLOR_SCHEME: scheme })
    const page = await browser.newPage({ colorScheme })
    await page.goto(`${app.url}/?visitorImId=nobody`)
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(ground)
    await page.close()
    await app.close()
  })

  test('a note keeps its line breaks', async () => {
    await site.plain.pool.query(
      `update customers set description = E'First floor.\\n\\nBack door.' where customer_no like 'MNY%'`,
    )
    const page = await browser.newPage({ viewport: { width: 300, height: 800 } })
    await page.goto(`${site.plain.url}/?visitorImId=19900000166&originType=app`)
    expect(await page.locator('[data-field=description] bdi').innerText()).toBe('First floor.\n\nBack door.')
    await page.close()
  })

  test('with forced colours a badge has a border, and a payment that needs none has none', async () => {
    const page = await browser.newPage({ forcedColors: 'active' })
    await page.goto(site.states[0]?.url ?? '')
    const edgeOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).borderTopStyle)
    expect(
      await Promise.all(['.state .badge', '.amount .bad', '.amount .badge:not(.bad, .busy)'].map(edgeOf)),
    ).toEqual([...['solid', 'solid', 'none']])
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
