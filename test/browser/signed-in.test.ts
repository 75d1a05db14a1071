import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { hasChromium, openChromium } from '../support/browser.ts'
import { cloneDatabase } from '../support/database.ts'
import { signToken } from '../../src/identity/sign-token.ts'

const SECRET = 'the secret that the shop signs with'
const EMMA = 'EMJ7K2QX9TRW4HVB6NPC'

const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read)

describe.skipIf(!hasChromium)('customers who have signed in, in Chromium', () => {
  let app: TestApp
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  let browser: Browser
  let withoutScript: BrowserContext
  beforeAll(async () => {
    database = await cloneDatabase()
    const env = { SIMULATOR: 'on', IDENTITY_SECRET: SECRET, SERVER_SECRET: 's'.repeat(32) }
    app = await startApp(database.url, env)
    browser = await openChromium()
    withoutScript = await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' })
  })
  afterAll(async () => {
    await withoutScript.close()
    await app.close()
    await database.drop()
  })

  test('are proved once their message has arrived, others only by hand', async () => {
    const page = await browser.newPage({ locale: 'en-US', viewport: { width: 1280, height: 900 } })
    await page.goto(`${app.url.replace('127.0.0.1', 'localhost')}/simulator`)
    const frame = page.frameLocator('#panel-page iframe')
    const identity = () => frame.locator('[data-identity]').getAttribute('data-identity')
    await eventually(identity).toBe('proved')
    await page.click('#conversations [data-conversation=unknown]')
    await eventually(() => frame.locator('h1').textContent()).toBe('New or unlinked visitor')
    await page.fill('#signed-in-as', EMMA)
    await page.click('#message button.primary')
    await eventually(() => frame.locator('h1').textContent()).toBe('Emma Johansson')
    await eventually(identity).toBe('proved')
    await page.close()
  })

  test.each([
    ['proved', 'webim-visitor-NEW', {}, 'Identity proved', 'Emma Johansson'],
    ['failed', 'webim-visitor-NEW', { visitorImId: 'another' }, 'Proof failed', 'New or unlinked visitor'],
    ['conflict', 'lijipeng_2019', {}, 'Proof and link disagree', '2 customers match'],
  ] as const)('without scripts: %s', async (kind, visitor, more, words, heading) => {
    const claims = { subject: EMMA, visitorImId: null, audience: null, validSeconds: 3600, ...more }
    const token = await signToken(SECRET, claims)
    const page = await withoutScript.newPage()
    await page.setViewportSize({ width: 300, height: 700 })
    await page.goto(`${app.url}/?visitorImId=${visitor}&customUserToken=${token}`)
    const line = page.locator(`[data-identity=${kind}]`)
    expect(await line.textContent()).toContain(words)
    expect(await line.locator('svg path').count()).toBeGreaterThan(0)
    expect(await page.locator('h1').textContent()).toBe(heading)
    // No part of the identity line overflows a narrow pane.
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(300)
    await page.close()
  })
})
