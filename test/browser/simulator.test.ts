/// <reference lib="dom" />
import { HtmlValidate } from 'html-validate'
import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { findViolations, RULES_OF_COLOURS, RULES_OF_TEXTS } from '../support/axe.ts'
import { cloneDatabase } from '../support/database.ts'
import { hasChromium, openChromium } from '../support/browser.ts'
import { copyBundledQueries, writeQueries } from '../support/queries.ts'

/** The heading of each conversation's page. */
const HEADINGS: Readonly<Record<string, string>> = {
  emma: 'Emma Johansson',
  jack: 'Jack Miller',
  lijipeng: '李继鹏',
  xiaohong: '王小红',
  xiaoming: '陈小明',
  liu: 'Liu Trading (Guangzhou)',
  'liu-phone': 'Liu Trading (Guangzhou)',
  'liu-rest': 'Liu Trading (Guangzhou)',
  wecom: '陈小明',
  priya: 'Priya Raman',
  sam: '2 customers match',
  unknown: 'New or unlinked visitor',
  'other-key': 'Emma Johansson',
  sakura: '👩‍👩‍👧‍👦 佐藤 さくら 🇯🇵',
  layla: 'ليلى عبد الرحمن',
  long: 'Maximiliana-Theodora von und zu Habsburg-Lothringen-Wolkenstein-Trostburg',
  markup: `<script>alert("x")</script> O'Brien & Söhne`,
}
const NAMES = Object.keys(HEADINGS)
const MODES = ['off', 'custom', 'all']
const CLIENTS = ['web', 'ios-2019', 'ios-2022-11', 'ios-2023-02', 'android']

const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read)

describe.skipIf(!hasChromium)('the simulator in Chromium', () => {
  let app: TestApp
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let problems: string[]

  beforeAll(async () => {
    database = await cloneDatabase()
    const directory = copyBundledQueries({
      'panels/parcels/10-sent.sql': `-- title: Sent
-- column pin: PIN | 密码 | mask
select 'PIN-4711' as pin where :customerId::text is not null`,
    })
    app = await startApp(database.url, {
      SIMULATOR: 'on',
      QUERIES_DIR: directory,
      DATABASE_WRITE_URL: database.url,
      SERVER_SECRET: 'a secret of the tests, long enough for a server',
    })
    browser = await openChromium()
    context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } })
    // Nothing is stored, so all tests can share one page and its processes.
    page = await context.newPage()
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      // Error pages have the status of their error.
      if (message.type() === 'error' && !/status of (400|404|429|500|503)/.test(message.text()))
        problems.push(message.text())
    })
  })
  afterAll(async () => {
    await context.close()
    await app.close()
    await database.drop()
  })
  beforeEach(async () => {
    problems = []
    await page.goto(`${app.url.replace('127.0.0.1', 'localhost')}/simulator`)
    await page.locator('[data-conversation=emma]').first().waitFor()
  })
  afterEach(() => {
    expect(problems).toEqual([])
  })

  const open = (name: string) => page.click(`#conversations [data-conversation=${name}]`)

  const frame = () => page.frameLocator('#panel-page iframe')
  /** Waits for the last page: some conversations receive a message first, after which the page is requested again. */
  const loaded = async () => {
    await page.locator('.messages[aria-busy=false]').waitFor()
    await page.locator('#panel-page[data-state=loaded]').waitFor()
  }
  const heading = () => frame().locator('h1').textContent()
  const errorCode = () => frame().locator('body').getAttribute('data-code')
  /** The address that the frame shows. */
  const address = async () => {
    const handle = await page.locator('#panel-page iframe').elementHandle()
    return new URL((await handle.contentFrame())?.url() ?? 'about:blank')
  }

  async function expectCustomer(name: string): Promise<void> {
    const conversation = page.locator('#panel-page iframe')
    await eventually(() => conversation.getAttribute('data-conversation')).toBe(name)
    await loaded()
    await eventually(heading).toBe(HEADINGS[name])
    await eventually(() => conversation.count()).toBe(1)
  }

  const sent = (name: string) => frame().locator(`[data-parameter="${name}"] dd`).textContent()

  test('frames the page from another origin, and says what it is', async () => {
    await expectCustomer('emma')
    expect(new URL(page.url()).hostname).toBe('localhost')
    await eventually(async () => (await address()).hostname).toBe('127.0.0.1')
    expect(await page.textContent('.footer')).toContain('This is a simulation')
  })

  test('requests without custom parameters first, and again when they arrive', async () => {
    const asked: string[] = []
    page.on('request', (request) => {
      const { search } = new URL(request.url())
      if (search.includes('Q922M6VHRKQG8QFXP6T9')) asked.push(search)
    })
    await open('jack')
    await eventually(() => asked.length).toBe(2)
    expect(asked[0]).not.toContain('customUserId')
    expect(asked[1]).toMatch(
      /^\?customUserId=EEP4EVP9CCMTRTCKVJHX&name=Jack&age=40&sex=man&easemobId=107937&/,
    )
    await eventually(() => sent('age')).toContain('40')
    await expectCustomer('jack')
  })

  test('shows the customer of each conversation, and no other', async () => {
    for (const name of NAMES) {
      await open(name)
      await expectCustomer(name)
    }
  }, 300_000)

  test('the last conversation stays, however fast the agent switches back and forth', async () => {
    const ways = [NAMES, NAMES.toReversed(), ['emma', 'jack', 'emma', 'sam', 'emma', 'unknown']]
    for (const way of ways) {
      for (const name of way)
        await page.locator(`#conversations [data-conversation=${name}]`).dispatchEvent('click')
      await expectCustomer(way.at(-1) ?? '')
    }
  })

  test('a message that arrives during a click loses neither the click nor the focus', async () => {
    await open('jack')
    const button = page.locator('#conversations [data-conversation=priya]')
    await button.hover()
    await page.mouse.down()
    await page.locator('.messages[aria-busy=false]').waitFor()
    await page.mouse.up()
    await expectCustomer('priya')
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
  })

  test('late and reordered responses never show another customer', async () => {
    const conversations = ['emma', 'jack', 'lijipeng', 'xiaohong', 'sam']
    const held: Route[] = []
    /** Continues the held requests, the last one first, until the browser has the answers or has cancelled them. */
    const release = async () => {
      for (const route of held.splice(0).toReversed()) {
        await route.continue().catch(() => undefined)
        const response = await route.request().response()
        await response?.finished()
      }
    }
    let asked = 0
    // Holds all but the last; each conversation sends one request.
    await page.route('**/simulator/request', (route) => {
      asked += 1
      return asked < conversations.length ? void held.push(route) : route.continue()
    })
    for (const name of conversations)
      await page.locator(`#conversations [data-conversation=${name}]`).dispatchEvent('click')
    await expectCustomer('sam')
    await release()
    await new Promise((settle) => setTimeout(settle, 200))
    await expectCustomer('sam')
    // While a page is loading, no other page is visible.
    await page.route(/\/\?.*visitorImId=lijipeng/, (route) => void held.push(route))
    await open('lijipeng')
    await eventually(() => held.length).toBeGreaterThan(0)
    expect(await page.locator('#panel-page[data-state=loaded]').count()).toBe(0)
    expect(await page.locator('#panel-page iframe[data-conversation=sam]').count()).toBe(0)
    await open('jack')
    await expectCustomer('jack')
    await release()
    await expectCustomer('jack')
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })

  describe.each(MODES)('encryption %s', (mode) => {
    test('a widget message reaches the page', async () => {
      await page.selectOption('[name=mode]', mode)
      await open('xiaohong')
      await expectCustomer('xiaohong')
      const params = { name: 'Jack', age: 40, 城市: '杭州 & more', vip: true }
      await page.fill('#ext', JSON.stringify({ cmd: { updateVisitorInfoSrc: { params } } }))
      await page.click('#message .primary')
      const shown = page.locator('#sent-message tr', { hasText: 'name' })
      await eventually(() => shown.last().textContent()).toContain(
        mode === 'off' ? 'Jack' : '877523f86f18f55e',
      )
      for (const [name, value] of Object.entries(params))
        await eventually(() => sent(name)).toContain(String(value))
      await expectCustomer('xiaohong')
      const url = (await page.textContent('#url')) ?? ''
      expect(url).toContain(
        mode === 'off' ? 'name=Jack&age=40&' : 'name=877523f86f18f55e&age=e86b4e789891107c&',
      )
      expect(url.includes('visitorImId=oY4kQ6')).toBe(mode !== 'all')
    })

    // Each with and without a query in its configured URL, over the modes.
    test('every client leads to the customer', async () => {
      await page.selectOption('[name=mode]', mode)
      for (const [turn, client] of CLIENTS.entries()) {
        await page.selectOption('[name=client]', client)
        await page.setChecked('[name=configuredUrlHasQuery]', (turn + MODES.indexOf(mode)) % 2 === 0)
        const name = turn % 2 === 0 ? 'lijipeng' : 'sam'
        await open(name)
        if (client === 'android' && mode === 'all') await eventually(errorCode).toBe('visitor_undecryptable')
        else await expectCustomer(name)
      }
    }, 300_000)
  })

  test('with a different key in the console, custom parameters or the visitor cannot be decrypted', async () => {
    await page.selectOption('[name=mode]', 'custom')
    await open('other-key')
    await expectCustomer('other-key')
    expect(await sent('page')).toMatch(/cannot be decrypted/)
    await page.selectOption('[name=mode]', 'all')
    await eventually(errorCode).toBe('visitor_undecryptable')
  })

  test('rejects a message that is not JSON, or has no parameters', async () => {
    await page.fill('#ext', '{ "cmd": ')
    await page.click('#message .primary')
    expect(await page.textContent('#message-problem')).toContain('Not JSON')
    await page.fill('#ext', '{"cmd":{"updateVisitorInfoSrc":{"params":{"a":{"b":1}}}}}')
    await page.click('#message .primary')
    expect(await page.textContent('#message-problem')).toContain('must be an object')
  })

  test('a masked value is shown and hidden inside the frame, in a simulated mode too', async () => {
    await page.selectOption('[name=mode]', 'all')
    await open('jack')
    await loaded()
    const phone = frame().locator('[data-field=phone]')
    await phone.locator('button.reveal').click()
    await eventually(() => phone.textContent()).toContain('+1 202-555-0119')
    await eventually(async () => (await address()).pathname).toBe('/simulator/page/all/')
    await phone.locator('button.reveal').click()
    expect(await phone.textContent()).not.toContain('+1 202-555-0119')
  })

  test('explains the last request and a pasted URL', async () => {
    await page.selectOption('[name=mode]', 'custom')
    await open('jack')
    await loaded()
    await page.click('#tab-diagnosis')
    await page.click('#diagnose-last')
    const result = page.locator('#result')
    await eventually(() => result.textContent()).toContain('877523f86f18f55e')
    expect(await result.locator('tr', { hasText: '877523f86f18f55e' }).textContent()).toMatch(/nameJack|Jack/)
    expect(await result.textContent()).toContain('customer.sql')
    expect(await result.textContent()).toContain('panels/20-orders.sql')
    await page.fill(
      '#diagnose input',
      'https://crm.example.com/secret-token/?name=Jack&visitorImId=markup_test#tail',
    )
    await page.click('#diagnose button')
    await eventually(() => result.textContent()).toContain('neither hex nor Base64')
    expect(await result.textContent()).not.toContain('secret-token')
  })

  test('the pane is resized by dragging and by keyboard, from 280 to 600 px', async () => {
    const width = async () => Math.round((await page.locator('#pane').boundingBox())?.width ?? 0)
    const box = await page.locator('#divider').boundingBox()
    if (!box) throw new Error('There is no divider')
    const y = box.y + box.height / 2
    await page.mouse.move(box.x + 3, y)
    await page.mouse.down()
    await page.mouse.move(box.x - 117, y, { steps: 5 })
    await eventually(width).toBe(500)
    // Over the frame, which would otherwise capture the pointer events.
    await page.mouse.move(1250, y, { steps: 5 })
    await eventually(width).toBe(280)
    await page.mouse.move(10, y, { steps: 5 })
    await page.mouse.up()
    await eventually(width).toBe(600)
    await page.focus('#divider')
    await page.keyboard.press('ArrowRight')
    await eventually(width).toBe(580)
    await page.keyboard.press('Home')
    await eventually(() => page.getAttribute('#divider', 'aria-valuenow')).toBe('280')
  })

  test('a custom visitor survives a reload', async () => {
    await page.click('#adding summary')
    await page.fill('#add [name=visitorImId]', 'lijipeng_2019')
    await page.selectOption('#add [name=channel]', 'app')
    await page.click('#add button')
    await eventually(heading).toBe('李继鹏')
    await page.reload()
    await page.locator('[data-conversation=added-app-lijipeng_2019]').first().waitFor()
  })

  test('with a database of one’s own, asks for a visitor instead of opening a simulated error', async () => {
    const directory = writeQueries({ 'customer.sql': `select 1 as id where :visitorImId = 'mine'` })
    const own = await startApp(database.url, { SIMULATOR: 'on', QUERIES_DIR: directory })
    await page.goto(`${own.url.replace('127.0.0.1', 'localhost')}/simulator`)
    await page.locator('#adding[open]').waitFor()
    expect(await page.locator('#messages').textContent()).toContain('Add a visitor')
    expect(await page.locator('#panel-page iframe').count()).toBe(0)
    await page.fill('#add [name=visitorImId]', 'mine')
    await page.click('#add button')
    await eventually(heading).toBe('Customer 1')
    await page.goto('about:blank')
    await own.close()
  })

  test('is in Chinese, and requests the page in Chinese', async () => {
    await page.selectOption('[name=lang]', 'zh')
    expect(await page.textContent('.footer')).toContain('这是供开发者使用的模拟环境')
    await open('unknown')
    await eventually(heading).toBe('新访客或未关联访客')
  })

  test('an app that forwards no custom parameters is described so everywhere', async () => {
    const chat = page.locator('#messages')
    await page.selectOption('[name=client]', 'ios-2023-02')
    await open('jack')
    await eventually(() => chat.textContent()).toContain('message with custom parameters arrives')
    const text = await chat.textContent()
    expect(text).toContain('The agent’s app (iOS 2023-02 and newer) does not pass on custom parameters')
    expect(text).not.toContain('Custom parameters: ')
    await eventually(() => page.textContent('#sent-message')).toContain('does not pass on custom parameters')
    expect(await page.textContent('#url')).not.toContain('customUserId')
    // Choosing another client in the same conversation updates the description.
    await page.selectOption('[name=client]', 'web')
    await eventually(() => chat.textContent()).toContain('Custom parameters: 4. The console requests')
    await eventually(() => sent('age')).toContain('40')
  })

  test('each conversation is described in both languages', async () => {
    for (const lang of ['en', 'zh']) {
      await page.selectOption('[name=lang]', lang)
      const descriptions = await page
        .locator('.lists button')
        .evaluateAll((buttons) => buttons.map((button) => button.querySelector('.shows')?.textContent ?? ''))
      expect(descriptions).toHaveLength(NAMES.length + 6)
      expect(descriptions.filter((text) => text.length < 4)).toEqual([])
      expect(new Set(descriptions).size).toBe(descriptions.length)
    }
  })

  test('each simulated state is this server’s own response, and affects no other conversation', async () => {
    for (const [state, status, code] of [
      ['late', 200, undefined],
      ['failed', 200, undefined],
      ['503', 503, 'database_unavailable'],
      ['500', 500, 'internal_error'],
      ['429', 429, 'too_many_requests'],
      ['404', 404, 'not_found'],
    ] as const) {
      const answered = page.waitForResponse((response) =>
        response.url().includes(`/simulator/state/${state}/`),
      )
      await page.locator(`#states [data-conversation=state-${state}]`).click()
      expect([state, (await answered).status()]).toEqual([state, status])
      await loaded()
      if (code) await eventually(errorCode).toBe(code)
      else {
        expect(await frame().locator(`[data-panel=${state}]`).getAttribute('data-status')).toBe(state)
        expect(await frame().locator('[data-panel=orders]').getAttribute('data-status')).toBe('ok')
      }
      await page.click('#tab-request')
      expect(await page.textContent('#request-note')).toContain('This server’s own answer')
      // Other conversations are unaffected.
      await open('priya')
      await expectCustomer('priya')
    }
  })

  test('a URL reproduces the same case elsewhere', async () => {
    await page.selectOption('[name=lang]', 'zh')
    await page.selectOption('[name=mode]', 'all')
    await page.check('[name=vas]')
    await open('xiaohong')
    await page.click('#tab-window-parcels')
    await page.click('#phone')
    await page.selectOption('#scheme', 'dark')
    await page.fill('#ext', '{"cmd":{"updateVisitorInfoSrc":{"params":{"城市":"杭州 & more"}}}}')
    await page.click('#message .primary')
    const other = await browser.newPage({ locale: 'en-US', viewport: { width: 1280, height: 900 } })
    // Playwright notices URLs set by a script only a moment later.
    const written = await page.evaluate(() => location.href)
    await other.goto(written)
    const others = other.frameLocator('#panel-page iframe')
    await eventually(() => others.locator('[data-parameter="城市"] dd').textContent()).toContain(
      '杭州 & more',
    )
    expect(await others.locator('h1').textContent()).toBe(HEADINGS['xiaohong'])
    await eventually(() => others.locator('[data-panel="parcels/sent"]').count()).toBe(1)
    expect(await other.inputValue('[name=lang]')).toBe('zh')
    expect(await other.inputValue('[name=mode]')).toBe('all')
    expect(await other.inputValue('#scheme')).toBe('dark')
    expect(await other.isChecked('[name=vas]')).toBe(true)
    expect(await other.getAttribute('#phone', 'aria-pressed')).toBe('true')
    // Another case, pasted into the same tab.
    await other.goto(
      written.replace(/#.*/, '#conversation=priya&client=nonsense&window=gone&width=x&scheme=x'),
    )
    await eventually(() => others.locator('h1').textContent()).toBe(HEADINGS['priya'])
    expect(await other.inputValue('[name=client]')).toBe('web')
    expect(await other.getAttribute('#tab-page', 'aria-selected')).toBe('true')
    await other.close()
  })

  test('each window is a tab, whose page stays in it, in a simulated mode too', async () => {
    for (const mode of ['off', 'all']) {
      await page.selectOption('[name=mode]', mode)
      await open('jack')
      await expectCustomer('jack')
      await page.click('#tab-window-parcels')
      await eventually(async () => (await address()).pathname).toMatch(/\/parcels\/$/)
      await expectCustomer('jack')
      await frame().locator('[data-panel="parcels/sent"] button.reveal').click()
      await eventually(() => frame().locator('[data-panel="parcels/sent"]').textContent()).toContain(
        'PIN-4711',
      )
      await open('priya')
      await expectCustomer('priya')
      expect(await frame().locator('[data-panel]').count()).toBe(1)
      expect(await page.textContent('#url')).toContain('/parcels/?')
      await page.click('#tab-page')
      await eventually(() => frame().locator('[data-panel=orders]').count()).toBe(1)
    }
  })

  test('a new visitor is searched for, opened, linked and unlinked', async () => {
    await open('unknown')
    await loaded()
    await frame().locator('#term').fill('EJ-4107')
    await frame().locator('#term').press('Enter')
    await frame().locator('a[href*="/open/"]', { hasText: 'Open' }).first().click()
    await eventually(heading).toBe('Emma Johansson')
    const form = frame().locator('form[action$="/link"]')
    await frame().locator('details:has(form[action$="/link"]) summary').click()
    await form.locator('button').click()
    await frame().locator('form[action$="/unlink"] button').first().waitFor()
    await open('priya')
    await expectCustomer('priya')
    await open('unknown')
    await eventually(heading).toBe('Emma Johansson')
    await frame().locator('details:has(form[action$="/unlink"]) summary').click()
    await frame().locator('form[action$="/unlink"] button').click()
    await eventually(heading).toBe(HEADINGS['unknown'])
  })

  test('the developer can choose a phone’s size and dark mode', async () => {
    // As decided by the browser, not by the test.
    const own = await browser.newPage({ colorScheme: null, viewport: { width: 1280, height: 1000 } })
    await own.goto(page.url())
    await own.locator('#panel-page[data-state=loaded]').waitFor()
    const framed = own.frameLocator('#panel-page iframe').locator('body')
    const isDark = () => framed.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
    await own.selectOption('#scheme', 'dark')
    await eventually(isDark).toBe(true)
    await own.selectOption('#scheme', 'light')
    await eventually(isDark).toBe(false)
    await own.click('#phone')
    // The frame may still be loading in its new scheme.
    const size = () => framed.evaluate(() => [innerWidth, innerHeight])
    await vi.waitFor(async () => expect(await size()).toEqual([390, 844]), 60_000)
    await own.click('#phone')
    await vi.waitFor(async () => expect((await size())[0]).toBe(380), 60_000)
    await own.close()
  })

  test.each(['en', 'zh'])('in %s, axe and html-validate find nothing wrong', async (lang) => {
    await page.selectOption('[name=lang]', lang)
    await open('jack')
    await loaded()
    const validator = new HtmlValidate({ extends: ['html-validate:standard'] })
    // Every rule once, then those that depend on the colour scheme or the language. The width may affect any.
    const looks = [
      [1280, 'light', lang === 'en' ? undefined : RULES_OF_TEXTS],
      [1280, 'dark', lang === 'en' ? RULES_OF_COLOURS : []],
      [390, 'light', lang === 'en' ? undefined : []],
    ] as const
    for (const [width, scheme, rules] of looks) {
      await page.setViewportSize({ width, height: 844 })
      await page.emulateMedia({ colorScheme: scheme })
      for (const tab of ['message', 'request', 'diagnosis']) {
        await page.click(`#tab-${tab}`)
        if (tab === 'diagnosis') await page.click('#diagnose-last')
        if (tab === 'diagnosis') await page.locator('#result td').first().waitFor()
        const violations = rules?.length === 0 ? [] : await findViolations(page, rules)
        expect([width, scheme, tab, violations]).toEqual([width, scheme, tab, []])
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect([width, tab, wider]).toEqual([width, tab, 0])
      }
      await page.click('#tab-message')
    }
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.emulateMedia({ colorScheme: null })
    const { results } = await validator.validateString(await page.content())
    expect(
      results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => [ruleId, message])),
    ).toEqual([])
  })
})
