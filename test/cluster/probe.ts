import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Series } from './series.ts'

const PATIENCE_MS = 1000
const PAUSE_MS = 100

/**
 * A plain Postgres client: a new connection and one statement, every tenth of a second. It measures what the cluster
 * itself offers.
 */
export function startProbe(url: string, text: string) {
  const series: Series = []
  const state = { isStopped: false }
  async function ask(): Promise<void> {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query(text)
      series.push(performance.now())
    } catch {
      // The gap in the series records it.
    }
    // Otherwise it would wait for a frozen server forever.
    await Promise.race([client.end().catch(() => undefined), sleep(PAUSE_MS)])
  }
  const running = (async () => {
    while (!state.isStopped) {
      await ask()
      await sleep(PAUSE_MS)
    }
  })()
  return {
    series,
    async stop() {
      state.isStopped = true
      await running
    },
  }
}
