/// <reference lib="dom" />
import type { Browser, Frame } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { hasChromium, openChromium, startConsole } from '../support/browser.ts'
import { cloneDatabase } from '../support/database.ts'

const NEW = '/?easemobId=107937&visitorImId=nobody-yet&originType=app&tel=%2B1%20202-555-0143'
const KNOWN = '/?easemobId=107937&visitorImId=lijipeng_2019&originType=app'

describe.runIf(hasChromium)('a search inside an iframe of another site', () => {
  let browser: Browser
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  let app: TestApp
  let console: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    console = await startConsole(
      (path) =>
        `<!doctype html><title>Console</title><input autofocus><iframe width="300" height="700" src="${app.url}${path}"></iframe>`,
    )
    database = await cloneDatabase()
    app = await startApp(database.url, { FRAME_ANCESTORS: console.origin })
    browser = await openChromium()
  })
  afterAll(async () => {
    await app.close()
    await database.drop()
    console.close()
  })

  async function open(path: string, javaScriptEnabled: boolean) {
    const page = await browser.newPage({ javaScriptEnabled })
    await page.goto(console.origin + path)
    const frame = page.frames()[1]
    if (!frame) throw new Error('The console has no frame')
    return { page, frame }
  }
  const heading = (frame: Frame) => frame.locator('h1').innerText()

  describe.each([
    ['with a script', true],
    ['without a script', false],
  ])('%s', (_name, hasScript) => {
    test('a new visitor is searched for, opened and left, and no term appears in an address', async () => {
      const { page, frame } = await open(NEW, hasScript)
      expect(await heading(frame)).toBe('New or unlinked visitor')
      await frame.getByLabel('Find the customer').fill('EJ-4107')
      await frame.getByRole('button', { name: 'Search', exact: true }).click()
      await frame.getByText('1 customer').waitFor()
      expect(frame.url()).toMatch(/\/search\/[\w-]+$/)
      expect(await frame.getByLabel('Find the customer').inputValue()).toBe('EJ-4107')
      await frame.getByRole('link', { name: 'Open Emma Johansson' }).click()
      await frame.getByText('Opened by hand').waitFor()
      expect(await heading(frame)).toBe('Emma Johansson')
      await expect.poll(() => frame.getByText('EJ-4107', { exact: true }).count()).toBe(1)
      expect(frame.url()).not.toMatch(/EJ-4107|johansson/i)
      // `goBack` waits for the console's own page to navigate, which does not happen.
      void page.goBack().catch(() => undefined)
      await frame.getByText('1 customer').waitFor()
      await frame.getByRole('link', { name: 'Back' }).click()
      await frame.getByText('Identity unknown').waitFor()
      await page.close()
    })

    test('a value that the site sent is searched for on click', async () => {
      const { page, frame } = await open(NEW, hasScript)
      await frame.getByRole('button', { name: 'Search for +1 202-555-0143' }).click()
      await frame.getByRole('link', { name: 'Open Emma Johansson' }).waitFor()
      await page.close()
    })

    test('for a known visitor the box is folded, and nobody else’s orders are shown', async () => {
      const { page, frame } = await open(KNOWN, hasScript)
      expect(await frame.getByLabel('Find someone else').isVisible()).toBe(false)
      await frame.getByText('Not them?').click()
      await frame.getByLabel('Find someone else').fill('johansson')
      await frame.getByLabel('Find someone else').press('Enter')
      await frame.getByRole('link', { name: 'Open Emma Johansson' }).waitFor()
      expect(await frame.locator('body').innerText()).not.toContain('李继鹏')
      await page.close()
    })

    test('nothing takes the focus from the chat', async () => {
      const { page } = await open(NEW, hasScript)
      // The browser would set the focus while rendering a frame, possibly after the page has loaded.
      const hasFocus = () => page.locator('input').evaluate((input) => input === document.activeElement)
      await expect.poll(hasFocus).toBe(true)
      await page.close()
    })
  })
})
