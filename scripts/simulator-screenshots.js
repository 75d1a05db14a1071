/**
 * Takes the simulator's screenshots for the documents.
 *
 *   node scripts/simulator-screenshots.js SIMULATOR_URL DIRECTORY
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const [url = 'http://localhost:3000/simulator', directory = 'docs/images'] = process.argv.slice(2)
const SHOTS = /** @type {const} */ ([
  {
    name: 'simulator',
    width: 1280,
    height: 800,
    locale: 'en-US',
    colorScheme: 'light',
    conversation: 'jack',
  },
  {
    name: 'simulator.zh-CN',
    width: 1280,
    height: 800,
    locale: 'zh-CN',
    colorScheme: 'light',
    conversation: 'lijipeng',
  },
])

mkdirSync(directory, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-lcd-text', '--font-render-hinting=none'],
})
for (const { name, width, height, conversation, ...options } of SHOTS) {
  const page = await browser.newPage({ viewport: { width, height }, ...options })
  await page.goto(url)
  await page.selectOption('[name=mode]', 'custom')
  await page.click(`[data-conversation=${conversation}]`)
  await page.locator('#sent-message td').first().waitFor()
  await page.waitForSelector('#panel-page[data-state=loaded]')
  await page.screenshot({ path: join(directory, `${name}.png`) })
  await page.close()
}
await browser.close()
