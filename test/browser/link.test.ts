import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { countDoubleClick, hasChromium, openChromium, startConsole } from '../support/browser.ts'
import { cloneDatabase } from '../support/database.ts'

const visit = (id: string) =>
  `/?easemobId=107937&visitorImId=${id}&originType=app&agentId=7&agentName=Tom&tenantId=3&nickname=Guest`

describe.runIf(hasChromium)('a link inside an iframe of another site', () => {
  let browser: Browser
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  let app: TestApp
  let console: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    console = await startConsole(
      (path) =>
        `<!doctype html><title>Console</title><iframe width="300" height="700" src="${app.url}${path}"></iframe>`,
    )
    database = await cloneDatabase()
    app = await startApp(database.url, {
      FRAME_ANCESTORS: console.origin,
      DATABASE_WRITE_URL: database.url,
      SERVER_SECRET: 'a secret of the tests, long enough for a server',
    })
    browser = await openChromium()
  })
  afterAll(async () => {
    await app.close()
    await database.drop()
    console.close()
  })

  const heading = (frame: Frame) => frame.locator('h1').innerText()

  async function show(page: Page, visitor: string): Promise<Frame> {
    await page.goto(console.origin + visit(visitor))
    const frame = page.frames()[1]
    if (!frame) throw new Error('The console has no frame')
    return frame
  }

  async function openAndLink(page: Page, visitor: string): Promise<Frame> {
    const frame = await show(page, visitor)
    await frame.getByLabel('Find the customer').fill('EJ-4107')
    await frame.getByRole('button', { name: 'Search', exact: true }).click()
    await frame.getByRole('link', { name: 'Open Emma Johansson' }).click()
    await frame.getByText('Link this visitor', { exact: true }).click()
    await frame.getByText('Link this visitor (“Guest”) to Emma Johansson?').waitFor()
    await frame.getByRole('button', { name: 'Link', exact: true }).click()
    await frame.getByText('Linked by you').waitFor()
    return frame
  }

  test.each([
    ['with a script', true],
    ['without a script', false],
  ])('%s: opened, linked, away and back: known; undone: unknown', async (_name, javaScriptEnabled) => {
    const page = await browser.newPage({ javaScriptEnabled })
    const id = `new-${String(javaScriptEnabled)}`

    expect(await heading(await openAndLink(page, id))).toBe('Emma Johansson')
    await show(page, 'somebody-else')
    const known = await show(page, id)
    expect(await heading(known)).toBe('Emma Johansson')
    await known.getByText('Linked by Tom').waitFor()
    await known.getByText('Undo the link', { exact: true }).first().click()
    await known.getByRole('button', { name: 'Undo the link' }).click()
    await known.getByText('New or unlinked visitor').waitFor()
    expect(await heading(await show(page, id))).toBe('New or unlinked visitor')

    // Undone at once, on the page that made it.
    const again = await openAndLink(page, id)
    await again.getByRole('button', { name: 'Undo', exact: true }).click()
    await again.getByText('New or unlinked visitor').waitFor()
    await page.close()
  })

  test('is undone once by a double click, even if the response is slow', async () => {
    const page = await browser.newPage()
    const frame = await openAndLink(page, 'double')
    const undo = frame.getByRole('button', { name: 'Undo', exact: true })
    const count = await countDoubleClick(page, undo, '/unlink')
    await frame.getByText('New or unlinked visitor').waitFor()
    expect(count()).toBe(1)
    await page.close()
  })
})
