import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const executablePath = PLACES.find((path) => path !== undefined && existsSync(path))

export const hasChromium = executablePath !== undefined

if (!hasChromium) {
  const words = 'No Chromium found (CHROMIUM may name one): the simulator is not tested in a browser.'
  if (process.env['REQUIRE_CHROMIUM'] === '1') throw new Error(words)
  console.warn(words)
}

/** Starts the system's Chromium, without a word to anybody outside. */
export function launchChromium() {
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
