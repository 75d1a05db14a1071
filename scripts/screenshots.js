/*
 * Makes the pictures in docs/images from the built server with its sample customers: npm run screenshots
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, URL } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('..', import.meta.url))
const FOUND =
  'easemobId=107937&visitorImId=webim-visitor-8K2FTG9QTYWRT8EYVJ7F&page=%2Fcheckout&coupon=SPRING10'
const CHINESE =
  'visitorImId=lijipeng_2019&originType=app&lang=zh&%E6%9D%A5%E6%BA%90=%E8%AE%A2%E5%8D%95%E8%AF%A6%E6%83%85%E9%A1%B5'

const PICTURES = /** @type {const} */ ([
  { name: 'page-300-en', query: FOUND, width: 300, height: 640, colorScheme: 'light' },
  { name: 'page-300-zh-dark', query: CHINESE, width: 300, height: 640, colorScheme: 'dark' },
  {
    name: 'unknown-300-en',
    query:
      'visitorImId=webim-visitor-NOBODY&nickname=Guest&originType=webim&agentId=7&tenantId=35&page=%2Flighting%2Faalto-brass&sku=LMP-0417&order=EJ-4107',
    width: 300,
    height: 640,
    colorScheme: 'light',
  },
  {
    name: 'search-300-en',
    query: 'visitorImId=webim-visitor-NOBODY&nickname=Guest',
    search: 'Rivera',
    width: 300,
    height: 640,
    colorScheme: 'light',
  },
  { name: 'page-1000-en', query: FOUND, width: 1000, height: 640, colorScheme: 'light' },
])

const CONSOLES = /** @type {const} */ ([
  { name: 'simulator', locale: 'en-US', conversation: 'jack' },
  { name: 'simulator.zh-CN', locale: 'zh-CN', conversation: 'lijipeng' },
])

/**
 * Starts the server with its own port and database.
 *
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
async function startServer() {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-screenshots-'))
  // If started as root, Postgres runs as another account, which needs access.
  chmodSync(directory, 0o755)
  const server = spawn(process.execPath, [join(root, 'dist/main.js')], {
    env: { ...process.env, PORT: '0', TIME_ZONE: 'UTC', EMBEDDED_DATABASE_DIR: join(directory, 'postgres') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  for await (const line of /** @type {AsyncIterable<string>} */ (createInterface(server.stdout))) {
    if (!line.startsWith('{')) continue
    const { event, url } = /** @type {{ event: string, url: string }} */ (JSON.parse(line))
    if (event !== 'started') continue
    const stop = async () => {
      server.kill()
      await ended
      rmSync(directory, { recursive: true, force: true })
    }
    return { url, stop }
  }
  throw new Error('The server did not start')
}

const { url, stop } = await startServer()
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
for (const { name, query, width, height, colorScheme, ...more } of PICTURES) {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme,
    deviceScaleFactor: width < 600 ? 1.5 : 1,
  })
  // Pictures are loaded lazily, after the page.
  await page.goto(`${url}/?${query}`, { waitUntil: 'networkidle' })
  if ('search' in more) {
    await page.fill('#term', more.search)
    await page.press('#term', 'Enter')
    await page.waitForSelector('.candidates')
  }
  await page.screenshot({ path: join(root, `docs/images/${name}.png`) })
  await page.close()
}
for (const { name, locale, conversation } of CONSOLES) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale })
  await page.goto(`${url}/simulator`)
  await page.selectOption('[name=mode]', 'custom')
  await page.click(`[data-conversation=${conversation}]`)
  await page.locator('#sent-message td').first().waitFor()
  await page.waitForSelector('#panel-page[data-state=loaded]')
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: join(root, `docs/images/${name}.png`) })
  await page.close()
}
await browser.close()
await stop()
