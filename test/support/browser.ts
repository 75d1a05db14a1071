import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Browser, type Locator, type Page } from 'playwright-core'
import { listenOn } from './free-port.ts'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
/** The same engine without the browser's user interface: a page takes less than half of the processor time. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell'

const find = (...paths: readonly (string | undefined)[]) =>
  paths.find((path) => path !== undefined && existsSync(path))
const wholeBrowser = find(process.env['CHROMIUM'], ...PLACES)
const executablePath = find(process.env['CHROMIUM'], HEADLESS_SHELL, ...PLACES)

export const hasChromium = wholeBrowser !== undefined

if (!hasChromium) {
  if (process.env['REQUIRE_CHROMIUM']) throw new Error('REQUIRE_CHROMIUM is set, and there is no Chromium')
  process.stderr.write(
    'Chromium is not installed: the page is not tried in a browser (apt-get install chromium, or CHROMIUM=path).\n',
  )
}

/**
 * Opens the system's Chromium, which connects only to the tests' own servers. The files of a worker share one, which
 * ends with the worker: each page has its own context, which must be closed.
 */
export function openChromium(): Promise<Browser> {
  shared ??= launch(executablePath)
  return shared
}

/** Launches a separate browser with additional command-line arguments. */
export function launchChromium(...more: readonly string[]): Promise<Browser> {
  return launch(wholeBrowser, more)
}

function launch(path: string | undefined, more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    ...(path === undefined ? {} : { executablePath: path }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
}

let shared: Promise<Browser> | undefined

/** Returns a function that changes a page's width: `page.setViewportSize` takes three times as long. */
export async function createResizer(page: Page) {
  const session = await page.context().newCDPSession(page)
  return (width: number) =>
    session.send('Emulation.setDeviceMetricsOverride', {
      width,
      height: 600,
      deviceScaleFactor: 1,
      mobile: false,
    })
}

/**
 * A page of another site with a frame, like the agent console: `localhost` and 127.0.0.1 are different sites.
 *
 * @param html returns the HTML for a path
 */
export async function startConsole(html: (path: string) => string) {
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(html(request.url ?? '/'))
  })
  const port = await listenOn(server)
  return { origin: `http://localhost:${String(port)}`, close: () => server.close() }
}

/** @returns how many requests a double click causes if their responses are slow */
export async function countDoubleClick(page: Page, button: Locator, path: string): Promise<() => number> {
  const box = await button.boundingBox()
  if (!box) throw new Error('The button is not visible')
  let requests = 0
  await page.route(`**${path}`, async (route) => {
    requests += 1
    await sleep(300)
    await route.continue().catch(() => undefined)
  })
  // Playwright's `dblclick` would wait for the navigation that the first click begins.
  await page.mouse.click(box.x + 5, box.y + 5)
  await sleep(50)
  await page.mouse.down({ clickCount: 2 })
  await page.mouse.up({ clickCount: 2 })
  return () => requests
}
