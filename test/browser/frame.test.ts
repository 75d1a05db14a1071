/// <reference lib="dom" />
import type { PoolClient } from 'pg'
import type { Browser, BrowserContext, Frame, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SAMPLE_VISITORS } from '../../src/database/sample/sample-customer.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { hasChromium, openChromium, startConsole } from '../support/browser.ts'
import { cloneDatabase } from '../support/database.ts'

const PHONE = '+1 202-555-0143'
const PATH = `/?easemobId=107937&visitorImId=${SAMPLE_VISITORS.web}`

describe.runIf(hasChromium)('inside an iframe of another site', () => {
  let browser: Browser
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  let app: TestApp
  let listed: Awaited<ReturnType<typeof startConsole>>
  let stranger: typeof listed
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    // The copied text is pasted into the console's own field.
    const html = () =>
      `<!doctype html><title>Console</title><textarea></textarea><iframe width="300" height="700" src="${app.url}${PATH}"></iframe>`
    listed = await startConsole(html)
    stranger = await startConsole(html)
    database = await cloneDatabase()
    app = await startApp(database.url, { FRAME_ANCESTORS: listed.origin })
    browser = await openChromium()
    context = await browser.newContext()
    // The clock stands still unless a test advances it, so that messages shown for a second remain on a busy machine.
    const now = Date.now()
    await context.clock.install({ time: now - 60_000 })
    await context.clock.pauseAt(now)
    page = await context.newPage()
  })
  afterAll(async () => {
    await context.close()
    await app.close()
    await database.drop()
    listed.close()
    stranger.close()
  })

  async function open(): Promise<Frame> {
    await page.goto(listed.origin)
    const frame = page.frames()[1]
    if (!frame) throw new Error('The console has no frame')
    await frame.waitForSelector('button.copy')
    return frame
  }

  /** Waits for the page that the action loads, and its script. */
  async function load(frame: Frame, action: () => Promise<void>): Promise<void> {
    const requestId = () => frame.locator('footer code').textContent()
    const before = await requestId()
    await action()
    await expect.poll(requestId).not.toBe(before)
    await frame.waitForSelector('button.copy')
  }

  /** @returns the scroll position before, which is not the top */
  async function reloadFromFooter(frame: Frame, role: 'button' | 'link'): Promise<number> {
    const reload = frame.getByRole(role, { name: 'Reload' })
    await reload.scrollIntoViewIfNeeded()
    const place = await frame.evaluate(() => scrollY)
    expect(place).toBeGreaterThan(300)
    await load(frame, () => reload.click())
    return place
  }

  /** The text for screen readers, which the script sets in the next frame and soon removes. */
  async function announced(frame: Frame): Promise<string | null> {
    await page.clock.runFor(100)
    return frame.getByRole('status').textContent()
  }

  async function isCopied(button: Locator, frame: Frame): Promise<void> {
    await button.locator('.said').waitFor()
    expect(await announced(frame)).toBe('Copied')
  }

  /** The copied text may reach the console, in another process, a moment later. */
  async function paste(): Promise<string> {
    const field = page.locator('textarea')
    await field.fill('')
    await field.press('Control+V')
    return field.inputValue()
  }

  test('the clipboard API is denied there, so the copy buttons use another way', async () => {
    const frame = await open()
    const answer = await frame.evaluate(() =>
      navigator.clipboard.writeText('x').then(
        () => 'granted',
        (error: unknown) => (error as Error).name,
      ),
    )
    expect(answer).toBe('NotAllowedError')
  })

  test('a sandboxed frame has its styles and its script', async () => {
    await page.goto(listed.origin)
    await page.setContent(
      `<iframe sandbox="allow-scripts" width="300" height="700" src="${app.url}${PATH}"></iframe>`,
    )
    const frame = await (await page.waitForSelector('iframe')).contentFrame()
    await frame?.waitForSelector('button.copy')
    expect(await frame?.evaluate(() => document.styleSheets.length)).toBe(3)
    expect(await frame?.evaluate(() => getComputedStyle(document.body).margin)).toBe('0px')
  })

  test('copying by mouse is confirmed visually and to screen readers, and the text can be pasted elsewhere', async () => {
    const frame = await open()
    const button = frame.getByRole('button', { name: 'Copy EMJ7K2QX9TRW4HVB6NPC' })
    await button.click()
    await isCopied(button, frame)
    await expect.poll(paste).toBe('EMJ7K2QX9TRW4HVB6NPC')
    expect(await button.locator('.said').isVisible()).toBe(true)
    await page.clock.runFor(2000)
    expect(await button.locator('.said').isVisible()).toBe(false)
  })

  test('copying by keyboard keeps the focus', async () => {
    const frame = await open()
    const button = frame.getByRole('button', { name: 'Copy EJ-4107' })
    await button.focus()
    await button.press('Enter')
    await isCopied(button, frame)
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    await expect.poll(paste).toBe('EJ-4107')
  })

  test('a masked value is shown and hidden in place, and can be copied while it is shown', async () => {
    const frame = await open()
    const row = frame.locator('[data-field=phone] dd')
    expect(await row.textContent()).not.toContain(PHONE)
    await row.getByRole('button', { name: 'Show Phone' }).press('Enter')
    await expect.poll(() => row.textContent()).toContain(PHONE)
    expect(new URL(frame.url()).pathname).toBe('/')
    const copy = row.getByRole('button', { name: `Copy ${PHONE}` })
    await copy.click()
    await isCopied(copy, frame)
    await expect.poll(paste).toBe(PHONE)
    await row.getByRole('button', { name: 'Hide Phone' }).click()
    expect(await row.textContent()).not.toContain(PHONE)
    expect(await row.getByRole('button', { name: /Copy/ }).count()).toBe(0)
  })

  test('a value that has changed is reported, and another click reloads the page', async () => {
    const frame = await open()
    await app.pool.query(`update customers set phone = '+1 202-555-0199' where full_name = 'Emma Johansson'`)
    await frame.locator('[data-field=phone] button.reveal').click()
    await load(frame, () => frame.getByRole('button', { name: 'Expired: reload Phone' }).click())
    expect(await frame.locator('h1').textContent()).toBe('Emma Johansson')
    expect(await frame.locator('[data-field=phone]').textContent()).toContain('99')
    expect(await frame.locator('[data-field=phone]').textContent()).not.toContain('202-555-0199')
    await app.pool.query(`update customers set phone = '${PHONE}' where full_name = 'Emma Johansson'`)
  })

  test('a page older than its seal says so, and works again after a reload', async () => {
    const frame = await open()
    await frame.locator('#reveal input').evaluate((input: HTMLInputElement) => (input.value = 'expired'))
    await frame.locator('[data-field=phone] button.reveal').click()
    const expired = frame.getByRole('button', { name: 'Expired: reload Phone' })
    await expired.waitFor()
    expect(await announced(frame)).toBe('Expired: reload')
    await load(frame, () => expired.click())
    await frame.locator('[data-field=phone] button.reveal').click()
    await expect.poll(() => frame.locator('[data-field=phone]').textContent()).toContain(PHONE)
  })

  test('a shown phone number can be called, and is masked again after a minute', async () => {
    const frame = await open()
    const row = frame.locator('[data-field=phone] dd')
    await row.getByRole('button', { name: 'Show Phone' }).click()
    await expect.poll(() => row.locator('a').getAttribute('href')).toBe('tel:+12025550143')
    await page.clock.runFor(59_000)
    expect(await row.textContent()).toContain(PHONE)
    await page.clock.runFor(2000)
    expect(await row.textContent()).not.toContain(PHONE)
    expect(await row.getByRole('button').allTextContents()).toEqual(['Show'])
  })

  test('showing a value moves nothing below it', async () => {
    const frame = await open()
    const orders = async () => (await frame.locator('[data-panel=orders]').boundingBox())?.y
    const before = await orders()
    for (const name of ['phone', 'email']) {
      const row = frame.locator(`[data-field=${name}] dd`)
      await row.getByRole('button', { name: /Show/ }).click()
      await row.getByRole('button', { name: /Hide/ }).waitFor()
      expect([name, await orders()]).toEqual([name, before])
    }
  })

  test('if copying is denied altogether, the text is selected for the keyboard', async () => {
    const frame = await open()
    await frame.evaluate(() => Reflect.set(document, 'execCommand', () => false))
    await frame.getByRole('button', { name: 'Copy EJ-4107' }).click()
    const field = frame.getByRole('textbox', { name: 'Press Ctrl+C' })
    expect(await field.inputValue()).toBe('EJ-4107')
    await field.press('Control+C')
    await expect.poll(paste).toBe('EJ-4107')
    await expect.poll(() => field.count()).toBe(0)
  })

  test('a page states its age after five minutes, and announces it once', async () => {
    const frame = await open()
    const age = frame.locator('footer time')
    const shown = (await age.textContent()) ?? ''
    await page.clock.runFor(4 * 60_000)
    expect(await age.textContent()).toBe(shown)
    await page.clock.runFor(90_000)
    expect(await age.textContent()).toBe(`${shown} (5m ago)`)
    expect(await age.getAttribute('class')).toBe('old')
  })

  test('reload keeps disclosures open and the scroll position', async () => {
    const frame = await open()
    await frame.getByText('Not them?').click()
    await frame
      .getByText(/^\d+ more/)
      .first()
      .click()
    const place = await reloadFromFooter(frame, 'link')
    expect(await frame.locator('details.not-them').evaluate((fold: HTMLDetailsElement) => fold.open)).toBe(
      true,
    )
    expect(await frame.locator('[data-panel=orders] .rows li:has(> .line):visible').count()).toBeGreaterThan(
      9,
    )
    await expect.poll(() => frame.evaluate(() => scrollY)).toBe(place)
  })

  test('if fetch fails, the form is submitted, and the new page still works', async () => {
    const frame = await open()
    await page.route('**/reveal', (route) =>
      route.request().headers()['accept'] === 'application/json' ? route.abort() : route.continue(),
    )
    await frame.locator('[data-field=phone] button.reveal').click()
    await expect.poll(() => new URL(frame.url()).pathname).toBe('/reveal')
    await expect.poll(() => frame.locator('[data-field=phone]').textContent()).toContain(PHONE)
    await frame.getByRole('button', { name: 'Reload' }).click()
    await expect.poll(() => frame.locator('[data-field=phone]').textContent()).not.toContain(PHONE)
    expect(await frame.locator('h1').textContent()).toBe('Emma Johansson')
    await page.unrouteAll()
  })

  test('a page that a form led to keeps disclosures and the scroll position when it is reloaded', async () => {
    const frame = await open()
    const more = frame.locator('[data-panel=orders] details.more')
    const isOpen = () => more.evaluate((fold: HTMLDetailsElement) => fold.open)
    await page.route('**/reveal', (route) =>
      route.request().headers()['accept'] === 'application/json' ? route.abort() : route.continue(),
    )
    await more.locator('> summary').click()
    await frame.locator('[data-field=phone] button.reveal').click()
    await expect.poll(() => frame.locator('[data-field=phone]').textContent()).toContain(PHONE)
    await frame.waitForSelector('button.copy')
    expect(await isOpen()).toBe(true)
    const place = await reloadFromFooter(frame, 'button')
    expect(await isOpen()).toBe(true)
    await expect.poll(() => frame.evaluate(() => [scrollY, location.hash])).toEqual([place, ''])
    await page.unrouteAll()
  })

  test('five orders are visible, and ten after one click', async () => {
    const frame = await open()
    const orders = frame.locator('[data-panel=orders] .rows li:has(> .line):visible')
    expect(await orders.count()).toBe(5)
    await frame
      .getByText(/^\d+ more/)
      .first()
      .click()
    expect(await orders.count()).toBeGreaterThan(9)
  })

  test('reload requests the same customer again', async () => {
    const frame = await open()
    const requestId = () => frame.locator('footer code').textContent()
    const before = await requestId()
    await frame.getByRole('link', { name: 'Reload' }).click()
    await expect.poll(requestId).not.toBe(before)
    expect(await frame.locator('h1').textContent()).toBe('Emma Johansson')
  })

  test('nothing is stored, and no other server is contacted', async () => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).origin))
    const frame = await open()
    await frame.getByRole('button', { name: 'Copy EJ-4107' }).click()
    expect(new Set(asked)).toEqual(new Set([listed.origin, app.url]))
    expect(await page.context().cookies()).toEqual([])
    // A cross-site frame has no storage that could be read.
    await page.goto(app.url + PATH)
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0)
  })

  test('a site that is not listed cannot show the page', async () => {
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
    await page.goto(stranger.origin)
    await refused
    expect(await page.frames()[1]?.locator('h1', { hasText: 'Emma' }).count()).toBe(0)
  })
})

describe.runIf(hasChromium)('on its own', () => {
  let browser: Browser
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  beforeAll(async () => {
    database = await cloneDatabase()
    browser = await openChromium()
  })
  afterAll(async () => {
    await database.drop()
  })

  test('without JavaScript: no copy buttons, a form shows, and everything is readable', async () => {
    const app = await startApp(database.url)
    const page = await browser.newPage({ javaScriptEnabled: false })
    await page.goto(app.url + PATH)
    expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0)
    await page.locator('[data-field=phone]').getByRole('button', { name: 'Show' }).click()
    // Each click loads another page, which may take a moment.
    const phone = () => page.locator('[data-field=phone] dd').textContent()
    await expect.poll(phone).toContain(PHONE)
    expect(new URL(page.url()).pathname).toBe('/reveal')
    await page.getByRole('button', { name: 'Reload' }).click()
    await expect.poll(phone).not.toContain(PHONE)
    expect(await page.locator('h1').textContent()).toBe('Emma Johansson')
    await page.locator('[data-field=phone]').getByRole('button', { name: 'Show' }).click()
    await page.locator('[data-field=phone]').getByRole('button', { name: 'Hide' }).click()
    await expect.poll(phone).not.toContain(PHONE)
    await page
      .getByText(/^\d+ more/)
      .first()
      .click()
    const orders = page.locator('[data-panel=orders] .rows li:has(> .line):visible')
    await expect.poll(() => orders.count()).toBeGreaterThan(9)
    await page.close()
    await app.close()
  })

  test('without database and JavaScript, the page recovers by itself', async () => {
    const app = await startApp(database.url, { DATABASE_TIMEOUT_MS: '1000' })
    // Every connection is in use.
    const clients: PoolClient[] = []
    while (clients.length < 10) clients.push(await app.pool.connect())
    const page = await browser.newPage({ javaScriptEnabled: false })
    await page.goto(app.url + PATH)
    expect(await page.locator('body').getAttribute('data-code')).toBe('database_unavailable')
    for (const client of clients) client.release()
    await page.locator('body[data-outcome=found]').waitFor({ timeout: 100_000 })
    expect(await page.locator('h1').textContent()).toBe('Emma Johansson')
    await page.close()
    await app.close()
  })
})
