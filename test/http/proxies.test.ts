import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { hasCommand } from '../support/has-command.ts'
import { countStatuses, startLoad } from '../support/load.ts'
import { startCaddy, startNginx } from '../support/proxies.ts'

const isRequired = process.env['REQUIRE_PROXIES'] === '1'
const hasProxies = ['nginx', 'caddy'].every((name) => hasCommand(name, isRequired))

/** How long a process takes to start on an idle machine. */
const DOWN_MS = 500

test.skipIf(!hasProxies)(
  'nginx and Caddy with the guide’s configuration lose no request while two servers restart one second apart',
  async () => {
    const database = await cloneDatabase()
    const ports = [await freePort(), await freePort()] as const
    const start = (port: number) =>
      startApp(database.url, { PORT: String(port), TRUST_PROXY: '1', RATE_LIMIT_PER_MINUTE: '0' })
    const apps = [await start(ports[0]), await start(ports[1])]
    const [nginx, caddy] = [await startNginx(ports), await startCaddy(ports)]
    const loads = [nginx, caddy].map(({ url }) => startLoad(url, { clients: 3, pauseMs: 40 }))
    for (const index of [0, 1, 0] as const) {
      await sleep(1000)
      await apps[index]?.close()
      await sleep(DOWN_MS)
      apps[index] = await start(ports[index])
    }
    for (const { answers } of loads) await expect.poll(() => answers.length).toBeGreaterThan(20)
    await Promise.all(loads.map((load) => load.stop()))
    await Promise.all([nginx.stop(), caddy.stop()])
    await Promise.all(apps.map((app) => app.close()))
    await database.drop()

    for (const { answers } of loads) {
      expect(countStatuses(answers)).toEqual({ 200: answers.length })
    }
    const lines = readFileSync(nginx.log, 'utf8')
    expect(lines).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:+]+ 127\.0\.0\.1 200 \d\.\d+ 127\.0\.0\.1:\d+ 200 [0-9a-f-]{36}\n/,
    )
    expect(lines).not.toContain('emma')
  },
)
