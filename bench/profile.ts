import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startFloor, startPage } from './contestants.ts'
import { ensureCustomers, postmasterPid, printProgress, startDatabase } from './database.ts'
import { loadFully, warmUp } from './load.ts'
import { summarizeProfile } from './profile-summary.ts'
import { cpuMsOf } from './process-usage.ts'
import { pinAway } from './server-process.ts'
import { createFoundVisitors } from './visitors.ts'

/* Profiles the processor time of a page: `npm run bench:profile -- --of page|floor`. */

const { values } = parseArgs({
  options: {
    of: { type: 'string', default: 'page' },
    customers: { type: 'string', default: '1000000' },
    connections: { type: 'string', default: '16' },
    seconds: { type: 'string', default: '10' },
    top: { type: 'string', default: '40' },
  },
})
const customers = Number(values.customers)
const directory = mkdtempSync(join(tmpdir(), 'crm-page-profile-'))
const database = await startDatabase()
try {
  pinAway(process.pid)
  pinAway(postmasterPid())
  const url = await ensureCustomers(database.url, customers)
  const nodeArgs = ['--cpu-prof', `--cpu-prof-dir=${directory}`, '--cpu-prof-interval=500']
  const started = performance.now()
  const page = await startPage(url, {}, values.of === 'floor' ? [] : nodeArgs)
  const server = values.of === 'floor' ? await startFloor(url, page, nodeArgs) : page
  const load = {
    address: server.address,
    connections: Number(values.connections),
    nextVisitor: createFoundVisitors(customers, 1),
  }
  await warmUp(load)
  const skipMs = performance.now() - started
  const cpuBefore = cpuMsOf(server.pid)
  const result = await loadFully({ ...load, seconds: Number(values.seconds) })
  const cpuMs = (cpuMsOf(server.pid) - cpuBefore) / result.requests
  await server.stop()
  if (server !== page) await page.stop()
  const [file = ''] = readdirSync(directory)
  printProgress(
    `${(result.requests / result.seconds).toFixed(0)} requests/s while profiled, CPU ${cpuMs.toFixed(3)} ms/request`,
  )
  const options = { skipMs, requests: result.requests, top: Number(values.top) }
  process.stdout.write(summarizeProfile(join(directory, file), options))
} finally {
  await database.stop()
  rmSync(directory, { recursive: true })
}
