import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { startContestants, stopContestants, type Contestant } from './contestants.ts'
import { ensureCustomers, postmasterPid, printProgress, sizeOf, startDatabase } from './database.ts'
import { warmUp } from './load.ts'
import { measure, type Measured, type Setting } from './measure.ts'
import { toTable, type Rounds } from './report.ts'
import { pinAway, PINNING } from './server-process.ts'

/* Compares the page with its minimum cost and with other pages: `npm run bench -- --help`. */

const HELP = `npm run bench [-- options]
  --short             three rounds of two seconds instead of five of six
  --rounds N          rounds, in which every server has its turn
  --seconds N         of a turn
  --connections N     at a time (16)
  --rate N            requests a second in the second part, 0 to leave it out (200)
  --customers N       in the database, with five times as many orders (1000000)
  --build DIR         compare the page of another checkout too, as "before"; it must be built
`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    connections: { type: 'string', default: '16' },
    rate: { type: 'string', default: '200' },
    customers: { type: 'string', default: '1000000' },
    build: { type: 'string' },
  },
})

async function run(): Promise<void> {
  const rounds = Number(values.rounds ?? (values.short ? 3 : 5))
  const seconds = Number(values.seconds ?? (values.short ? 2 : 6))
  const customers = Number(values.customers)
  const database = await startDatabase()
  try {
    pinAway(process.pid)
    const postmaster = postmasterPid()
    pinAway(postmaster)
    const url = await ensureCustomers(database.url, customers)
    const contestants = await startContestants({ databaseUrl: url, customers, build: values.build })
    try {
      const setting = { connections: Number(values.connections), seconds, postmaster }
      print(`Node ${process.version}, ${cpus()[0]?.model.trim() ?? '?'} × ${cpus().length}; ${PINNING}`)
      print(`${customers} customers, ${5 * customers} orders (${await sizeOf(url)})`)
      for (const { name, what } of contestants) print(`- ${name}: ${what}`)
      for (const { server, nextVisitor } of contestants) {
        await warmUp({ address: server.address, connections: setting.connections, nextVisitor })
      }
      print(`\nAs fast as it goes, ${values.connections} connections, ${rounds} rounds of ${seconds} s:\n`)
      print(toTable(await alternate(contestants, setting, rounds)))
      if (values.rate === '0') return
      print(`At ${values.rate} requests/s, ${rounds} rounds of ${seconds} s:\n`)
      print(toTable(await alternate(contestants, { ...setting, rate: Number(values.rate) }, rounds)))
    } finally {
      await stopContestants(contestants)
    }
  } finally {
    await database.stop()
  }
}

/** Each round begins with another server, so that none always runs after the same one. */
async function alternate(
  contestants: readonly Contestant[],
  setting: Setting,
  rounds: number,
): Promise<Rounds> {
  const all = new Map(contestants.map(({ name }): [string, Measured[]] => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    const first = round % contestants.length
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      const measured = await measure(contestant, setting)
      all.get(contestant.name)?.push(measured)
      printProgress(
        `round ${round + 1} ${contestant.name}: ${measured.perSecond.toFixed(0)}/s, CPU ${measured.cpu.toFixed(3)} ms`,
      )
    }
  }
  return all
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

if (values.help) process.stdout.write(HELP)
else await run()
