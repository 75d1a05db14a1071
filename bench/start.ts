import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startPage } from './contestants.ts'
import { ensureCustomers, postmasterPid, startDatabase } from './database.ts'
import { loadFully } from './load.ts'
import { memoryOf } from './process-usage.ts'
import { spread } from './report.ts'
import { pinAway } from './server-process.ts'
import { createFoundVisitors } from './visitors.ts'

/* Measures the time from `node dist/main.js` to the first page, and the memory after it: `npm run bench:start`. */

/** Delay after the first page, by when the memory that the start needed is released. */
const REST_MS = 2000

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '15' },
    connections: { type: 'string', default: '16' },
    customers: { type: 'string', default: '1000000' },
  },
})
const customers = Number(values.customers)
const database = await startDatabase()
try {
  pinAway(process.pid)
  pinAway(postmasterPid())
  const url = await ensureCustomers(database.url, customers)
  const [starts, rests, loads, peaks]: number[][] = [[], [], [], []]
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const started = performance.now()
    // Resolves when a found customer's page has been answered with 200.
    const server = await startPage(url)
    starts?.push(performance.now() - started)
    await sleep(REST_MS)
    rests?.push(memoryOf(server.pid, 'VmRSS'))
    const load = {
      address: server.address,
      connections: Number(values.connections),
      nextVisitor: createFoundVisitors(customers, 1),
    }
    await loadFully({ ...load, seconds: Number(values.seconds) })
    loads?.push(memoryOf(server.pid, 'VmRSS'))
    peaks?.push(memoryOf(server.pid, 'VmHWM'))
    await server.stop()
  }
  const lines = [
    `| first page, ms | ${spread(starts ?? [], 0)} |`,
    `| RSS at rest, MiB | ${spread(rests ?? [], 0)} |`,
    `| RSS under load, MiB | ${spread(loads ?? [], 0)} |`,
    `| most RSS, MiB | ${spread(peaks ?? [], 0)} |`,
  ]
  process.stdout.write(
    `| ${values.rounds} starts | median (least–most) |\n| --- | --: |\n${lines.join('\n')}\n`,
  )
} finally {
  await database.stop()
}
