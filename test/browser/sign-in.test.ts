/// <reference lib="dom" />
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { findViolations, RULES_OF_COLOURS, RULES_OF_TEXTS } from '../support/axe.ts'
import {
  countDoubleClick,
  createResizer,
  hasChromium,
  launchChromium,
  startConsole,
} from '../support/browser.ts'
import { cloneDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { CLIENT, serve, startProvider, toIssuer } from '../support/oidc.ts'

const VISITORS = ['19900000166', 'lijipeng_2019', 'sam.rivera', 'nobody-knows']
/** The narrowest width in both languages, and every other width in one of them. */
const WIDTHS: Readonly<Record<string, number[]>> = { en: [280, 480, 1000], zh: [280, 300, 1920] }
const toQuery = (visitor: string, more = '') => `/?visitorImId=${visitor}&tenantId=41${more}`
const SANDBOX = 'allow-scripts allow-forms allow-same-origin'
/** Third-party cookies are blocked, as some browsers do by default. */
const WITHOUT_THIRD_PARTY_COOKIES = '--test-third-party-cookie-phaseout'

const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read)

describe.skipIf(!hasChromium)('agents who sign in, in Chromium without third-party cookies', () => {
  let app: TestApp
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  let browser: Browser
  let provider: Awaited<ReturnType<typeof startProvider>>
  let cutting: Awaited<ReturnType<typeof startProvider>>
  let cutApp: TestApp
  /** Frames the page of the query, with these sandbox flags. */
  let agentConsole: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    database = await cloneDatabase()
    const [port, otherPort] = [await freePort(), await freePort()]
    const start = (at: number) =>
      startApp(database.url, {
        ...CLIENT,
        OIDC_ISSUER: toIssuer(at),
        SERVER_SECRET: 's'.repeat(32),
        FRAME_ANCESTORS: 'http://localhost:*',
      })
    app = await start(port)
    cutApp = await start(otherPort)
    const redirectOf = ({ url }: TestApp) => [`${url}/sign-in/callback`]
    provider = await startProvider({ port, redirectUris: redirectOf(app) })
    cutting = await startProvider({
      port: otherPort,
      redirectUris: redirectOf(cutApp),
      hasOpenerPolicy: true,
    })
    agentConsole = await startConsole((path) => {
      const query = new URL(path, 'http://console').searchParams
      const sandbox = query.get('sandbox')
      const attribute = sandbox === null ? '' : `sandbox="${sandbox}"`
      const src = (query.get('src') ?? '').replaceAll('&', '&amp;')
      return `<!doctype html><title>Console</title><iframe ${attribute} width="300" height="700" src="${src}"></iframe>`
    })
    browser = await launchChromium(WITHOUT_THIRD_PARTY_COOKIES)
  })
  afterAll(async () => {
    await browser.close()
    await provider.close()
    await cutting.close()
    await app.close()
    await cutApp.close()
    agentConsole.close()
    await database.drop()
  })

  async function openConsole(context: BrowserContext, src: string, sandbox?: string) {
    const page = await context.newPage()
    const query = new URLSearchParams({ src, ...(sandbox === undefined ? {} : { sandbox }) })
    await page.goto(`${agentConsole.origin}/?${query.toString()}`)
    return { page, frame: page.frameLocator('iframe') }
  }

  const newContext = (options: Parameters<Browser['newContext']>[0] = {}) =>
    browser.newContext({ locale: 'en-US', ...options })

  async function signInAtProvider(window: Page, login: string) {
    await window.fill('[name=login]', login)
    await window.fill('[name=password]', 'x')
    await window.click('button[type=submit]')
  }

  /** Uses the button, as an agent does. */
  async function signIn(page: Page, frame: FrameLocator, login: string) {
    const opened = page.waitForEvent('popup')
    await frame.getByRole('link', { name: 'Sign in', exact: true }).click()
    const window = await opened
    await signInAtProvider(window, login)
    return window
  }

  /** Copies the code that a window shows, and pastes it into the pane. */
  async function pasteCode(context: BrowserContext, frame: FrameLocator, login: string) {
    await frame.getByText('No window? Use a code').click()
    const address = (await frame.locator('code[data-copy]').first().textContent()) ?? ''
    const tab = await context.newPage()
    await tab.goto(address)
    await signInAtProvider(tab, login)
    const code = await tab.getByLabel('Code').inputValue()
    await frame.getByLabel('Paste the code').fill(code)
    await frame.getByRole('button', { name: 'Continue' }).click()
    return { tab, code }
  }

  const outcome = (frame: FrameLocator) => frame.locator('body').getAttribute('data-outcome')
  const sandboxes = [
    undefined,
    `${SANDBOX} allow-popups allow-popups-to-escape-sandbox`,
    `${SANDBOX} allow-popups`,
  ]

  test('a cookie that is not partitioned is rejected here', async () => {
    const setterPort = await freePort()
    const stop = await serve(setterPort, (_request, response) => {
      const attributes = 'Path=/; Secure; SameSite=None'
      response.setHeader('Set-Cookie', [`plain=1; ${attributes}`, `own=1; ${attributes}; Partitioned`])
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><p>set</p>')
    })
    const context = await newContext()
    const { frame } = await openConsole(context, `http://127.0.0.1:${String(setterPort)}`)
    await frame.locator('p').waitFor()
    expect((await context.cookies()).map(({ name }) => name)).toEqual(['own'])
    await context.close()
    await stop()
  })

  test.each(sandboxes)('sign in once, switch conversations, sign out (sandbox: %s)', async (sandbox) => {
    const context = await newContext()
    const { page, frame } = await openConsole(context, app.url + toQuery('19900000166'), sandbox)
    await eventually(() => outcome(frame)).toBe('sign-in')
    const window = await signIn(page, frame, 'tom')
    await eventually(() => outcome(frame)).toBe('found')
    await eventually(() => window.isClosed()).toBe(true)
    // A sandbox only affects windows; the state kept across switches is the same in each.
    for (let turn = 0; turn < (sandbox === undefined ? 2 : 1) * VISITORS.length; turn += 1) {
      const visitor = VISITORS[turn % VISITORS.length] ?? ''
      const src = app.url + toQuery(visitor, `&ssid=${String(turn)}`)
      await page.evaluate((address) => document.querySelector('iframe')?.setAttribute('src', address), src)
      await eventually(() => page.frames()[1]?.url()).toBe(src)
      await eventually(() => outcome(frame)).toMatch(/^(found|several|unknown)$/)
    }
    await frame.getByRole('button', { name: 'Sign out' }).click()
    await eventually(() => outcome(frame)).toBe('sign-in')
    expect((await context.cookies()).filter(({ name }) => name === '__Host-crm-session')).toEqual([])
    await context.close()
  })

  test('other panes of the console open, too, and those of other consoles still ask', async () => {
    const context = await newContext()
    const { page, frame } = await openConsole(context, app.url + toQuery('19900000166'))
    const waiting = await openConsole(context, app.url + toQuery('lijipeng_2019'))
    const alone = await context.newPage()
    await alone.goto(app.url + toQuery('19900000166'))
    await eventually(() => outcome(waiting.frame)).toBe('sign-in')
    await page.bringToFront()
    await signIn(page, frame, 'tom')
    await eventually(() => outcome(frame)).toBe('found')
    await eventually(() => outcome(waiting.frame)).toBe('found')
    expect(waiting.page.frames()[1]?.url()).toBe(app.url + toQuery('lijipeng_2019'))
    expect(await alone.locator('body').getAttribute('data-outcome')).toBe('sign-in')
    await context.close()
  })

  test('a browser that refuses channels between panes signs in, too', async () => {
    const context = await newContext()
    // As Firefox does if it blocks third-party cookies.
    await context.addInitScript(() => {
      Object.assign(globalThis, {
        BroadcastChannel: function refuse() {
          throw new DOMException('The operation is insecure.', 'SecurityError')
        },
      })
    })
    const { page, frame } = await openConsole(context, app.url + toQuery('19900000166'))
    await signIn(page, frame, 'tom')
    await eventually(() => outcome(frame)).toBe('found')
    await context.close()
  })

  test('in a sandbox without windows, the code is pasted', async () => {
    const context = await newContext()
    const { frame } = await openConsole(context, app.url + toQuery('19900000166'), SANDBOX)
    await frame.getByRole('link', { name: 'Sign in', exact: true }).click()
    await eventually(() => frame.locator('details').getAttribute('open')).toBe('')
    await frame.locator('details').evaluate((element: HTMLDetailsElement) => (element.open = false))
    const { tab, code } = await pasteCode(context, frame, 'tom')
    await eventually(() => outcome(frame)).toBe('found')
    const [button, icon] = [tab.locator('.field .copy'), tab.locator('.field .copy svg').first()]
    const [outer, inner] = [await button.boundingBox(), await icon.boundingBox()]
    expect([outer?.width, outer?.height]).toEqual([36, 36])
    expect(inner && outer && inner.x - outer.x).toBe(11)
    // Replayed by another pane.
    const other = await openConsole(await newContext(), app.url + toQuery('lijipeng_2019'))
    await other.frame.getByText('No window? Use a code').click()
    await other.frame.getByLabel('Paste the code').fill(code)
    await other.frame.getByRole('button', { name: 'Continue' }).click()
    await other.frame.getByText('was made for another page').waitFor()
    expect(await outcome(other.frame)).toBe('sign-in')
    await other.page.context().close()
    await context.close()
  })

  test('if the provider separates windows from their opener, the code is pasted, and redeemed once by a double click', async () => {
    const context = await newContext()
    const { page, frame } = await openConsole(context, cutApp.url + toQuery('19900000166'))
    const window = await signIn(page, frame, 'tom')
    const code = window.getByLabel('Code')
    await code.waitFor({ state: 'visible' })
    await frame.getByText('No window? Use a code').click()
    await frame.getByLabel('Paste the code').fill(await code.inputValue())
    const count = await countDoubleClick(page, frame.getByRole('button', { name: 'Continue' }), '/session')
    await eventually(() => outcome(frame)).toBe('found')
    expect(count()).toBe(1)
    await context.close()
  })

  test('without JavaScript, the code is pasted', async () => {
    const context = await newContext({ javaScriptEnabled: false })
    const { frame } = await openConsole(context, app.url + toQuery('19900000166'))
    await pasteCode(context, frame, 'tom')
    await eventually(() => outcome(frame)).toBe('found')
    await context.close()
  })

  test('if the conversation changes during the sign-in, it gets its own code', async () => {
    const context = await newContext()
    const { page, frame } = await openConsole(context, app.url + toQuery('19900000166'))
    const opened = page.waitForEvent('popup')
    await frame.getByRole('link', { name: 'Sign in', exact: true }).click()
    const window = await opened
    const src = app.url + toQuery('lijipeng_2019')
    await page.evaluate((address) => document.querySelector('iframe')?.setAttribute('src', address), src)
    await eventually(() => page.frames()[1]?.url()).toBe(src)
    await signInAtProvider(window, 'tom')
    await eventually(() => outcome(frame)).toBe('found')
    expect(page.frames()[1]?.url()).toBe(src)
    await context.close()
  })

  test('another site that opens the window does not get a code', async () => {
    const context = await newContext()
    const thief = await context.newPage()
    await thief.goto(`${agentConsole.origin}/?src=about:blank`)
    const { digest } = await thief.evaluate(async () => {
      const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode('own')))
      const base64 = btoa(String.fromCharCode(...bytes))
      return { digest: base64.replaceAll('+', '-').replaceAll('/', '_').replace('=', '') }
    })
    const opened = thief.waitForEvent('popup')
    await thief.evaluate((address) => {
      const heard: unknown[] = []
      Object.assign(window, { heard })
      addEventListener('message', ({ data }) => heard.push(data))
      open(address, '_blank', 'popup')
    }, `${app.url}/sign-in?pane=${digest}`)
    const popup = await opened
    await signInAtProvider(popup, 'victim')
    await popup.getByLabel('Code').waitFor({ state: 'visible' })
    expect(await thief.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual([])
    await context.close()
  })

  test('the session of one console is not sent in another', async () => {
    const context = await newContext()
    const { page, frame } = await openConsole(context, app.url + toQuery('19900000166'))
    await signIn(page, frame, 'tom')
    await eventually(() => outcome(frame)).toBe('found')
    // A top-level page has another cookie partition than the page in the console.
    const alone = await context.newPage()
    await alone.goto(app.url + toQuery('19900000166'))
    expect(await alone.locator('body').getAttribute('data-outcome')).toBe('sign-in')
    // The provider, which already knows the agent, redirects back at once.
    await alone.getByRole('link', { name: 'Sign in', exact: true }).click()
    await eventually(() => alone.locator('body').getAttribute('data-outcome')).toBe('found')
    expect(alone.url()).toBe(app.url + toQuery('19900000166'))
    await context.close()
  })

  test.each(['en', 'zh'])(
    'the pages in %s have no accessibility violations and fit the pane',
    async (lang) => {
      const context = await newContext({ locale: lang })
      const page = await context.newPage()
      const resize = await createResizer(page)
      const query = toQuery('19900000166', `&lang=${lang}`)
      const look = async (name: string) => {
        await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true
        })
        await page.emulateMedia({ colorScheme: 'light' })
        // Every rule in English; in Chinese those that depend on the texts.
        const rules = lang === 'en' ? undefined : RULES_OF_TEXTS
        expect([name, await findViolations(page, rules)]).toEqual([name, []])
        await page.emulateMedia({ colorScheme: 'dark' })
        if (lang === 'en')
          expect([name, 'dark', await findViolations(page, RULES_OF_COLOURS)]).toEqual([name, 'dark', []])
        for (const width of WIDTHS[lang] ?? []) {
          await resize(width)
          expect([name, width, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([
            ...[name, width, width],
          ])
        }
        expect(await page.evaluate(() => document.documentElement.lang)).toBe(lang)
      }
      await page.goto(app.url + query)
      await look('alone')
      // Too long for a cookie, so the code is used as in a frame.
      await page.goto(`${app.url}${query}&customNote=${'x'.repeat(3000)}`)
      await look('framed')
      const address = (await page.locator('main code').textContent()) ?? ''
      await page.fill('#code', 'wrong')
      await page.click('#session button')
      await page.locator('.callout').waitFor()
      await look('refused')
      await page.goto(address)
      await signInAtProvider(page, 'tom')
      await page.locator('#pane-code').waitFor()
      await look('code')
      await page.goto(app.url + query)
      await page.click('.primary')
      await page.locator('body[data-outcome=found]').waitFor()
      await page.click('form.agent button')
      await page.locator('.callout').waitFor()
      await look('signed out')
      await context.close()
    },
  )
})
