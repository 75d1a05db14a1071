import { parseArgs } from 'node:util'
import { startPage } from './contestants.ts'
import {
  ensureCustomers,
  postmasterPid,
  printProgress,
  readIntoMemory,
  sizeOf,
  startDatabase,
} from './database.ts'
import { loadFully, warmUp } from './load.ts'
import { median, spread } from './report.ts'
import { pinAway } from './server-process.ts'
import { createFoundVisitors } from './visitors.ts'

/*
 * The same page with tables of different sizes: `npm run bench:growth -- --sizes 10000,1000000,10000000`. Each size has
 * its own server; they take turns. Customers are chosen at random from the whole table, with another seed in every run,
 * since those of the last run would be cached. Few connections, so that the page is measured and not a queue.
 *
 * `--warm` reads the databases' files first, like a server that has its tables in memory.
 */

const WARM_UP_CONNECTIONS = 16

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,1000000' },
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '1' },
    warm: { type: 'boolean', default: false },
  },
})
const seconds = Number(values.seconds)
const connections = Number(values.connections)
const database = await startDatabase()
try {
  pinAway(process.pid)
  pinAway(postmasterPid())
  const servers = []
  for (const customers of values.sizes.split(',').map(Number)) {
    const url = await ensureCustomers(database.url, customers)
    if (values.warm) await readIntoMemory(url)
    const server = await startPage(url)
    const load = {
      address: server.address,
      connections,
      nextVisitor: createFoundVisitors(customers, Date.now()),
    }
    await warmUp({ ...load, connections: WARM_UP_CONNECTIONS })
    const times: { p50: number; p99: number }[] = []
    servers.push({ customers, size: await sizeOf(url), load, server, times })
  }
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const first = round % servers.length
    for (const { customers, load, times } of [...servers.slice(first), ...servers.slice(0, first)]) {
      const { p50, p99 } = await loadFully({ ...load, seconds })
      times.push({ p50, p99 })
      printProgress(`round ${round + 1}, ${customers} customers: p50 ${p50.toFixed(2)} ms`)
    }
  }
  const least = median(servers[0]?.times.map(({ p50 }) => p50) ?? [])
  process.stdout.write(
    '| customers | size | p50 ms | p99 ms | p50 × the smallest |\n| --: | --: | --: | --: | --: |\n',
  )
  for (const { customers, size, times, server } of servers) {
    const p50 = times.map((time) => time.p50)
    const p99 = times.map((time) => time.p99)
    const ratio = (median(p50) / least).toFixed(2)
    process.stdout.write(`| ${customers} | ${size} | ${spread(p50, 2)} | ${spread(p99, 2)} | ${ratio} |\n`)
    await server.stop()
  }
} finally {
  await database.stop()
}
