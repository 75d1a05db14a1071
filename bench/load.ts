import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { openConnection, type Address, type Connection } from './connection.ts'
import { createRandom, type Visitor } from './visitors.ts'

export interface Load {
  address: Address
  connections: number
  seconds: number
  nextVisitor: () => Visitor
}

export interface LoadResult {
  requests: number
  seconds: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Size of an answer's body, in bytes, on average. */
  bytes: number
}

/** One page in this many is searched for the customer it must show; the status is checked for every page. */
const PROVED_EVERY = 20

interface Tally {
  times: RecordableHistogram
  requests: number
  bytes: number
}

/** Each connection requests its next page when it has received the last one: the server's maximum throughput. */
export async function loadFully({ address, connections, seconds, nextVisitor }: Load): Promise<LoadResult> {
  const tally: Tally = { times: createHistogram(), requests: 0, bytes: 0 }
  return withConnections(address, connections, async (open) => {
    const started = performance.now()
    const end = started + seconds * 1000
    await Promise.all(
      open.map(async (connection) => {
        while (performance.now() < end) await getPage(connection, nextVisitor(), performance.now(), tally)
      }),
    )
    return toResult(tally, performance.now() - started)
  })
}

/**
 * Pages are requested at a fixed average rate, at random times independent of the responses. A page's time begins when
 * it is due, so it includes the wait for a connection behind a slow response (no coordinated omission). The delay of
 * this timer itself, about a millisecond, is not included.
 */
export async function loadAtRate(load: Load, perSecond: number): Promise<LoadResult> {
  const tally: Tally = { times: createHistogram(), requests: 0, bytes: 0 }
  const random = createRandom(1)
  const free: Connection[] = []
  const waiting: number[] = []
  const running = new Set<Promise<void>>()
  let failure: unknown

  function pump(): void {
    while (free.length > 0 && waiting.length > 0) {
      const connection = free.pop() as Connection
      const page = getPage(connection, load.nextVisitor(), waiting.shift() ?? 0, tally).then(
        () => {
          free.push(connection)
          running.delete(page)
          pump()
        },
        (error: unknown) => void (failure = error),
      )
      running.add(page)
    }
  }

  return withConnections(load.address, load.connections, async (open) => {
    free.push(...open)
    const started = performance.now()
    const end = started + load.seconds * 1000
    for (let due = started; due < end && failure === undefined;) {
      const now = performance.now()
      for (; due <= now; due -= (Math.log(1 - random()) * 1000) / perSecond) waiting.push(now)
      pump()
      await new Promise((tick) => setTimeout(tick, 1))
    }
    while (running.size > 0 && failure === undefined) await Promise.race(running)
    if (failure !== undefined) throw failure as Error
    return toResult(tally, performance.now() - started)
  })
}

/** Functions that V8 has not optimized yet take several times as long. */
const WARM_UP_REQUESTS = 3000

export async function warmUp(load: Omit<Load, 'seconds'>): Promise<void> {
  for (let requests = 0; requests < WARM_UP_REQUESTS;) {
    requests += (await loadFully({ ...load, seconds: 1 })).requests
  }
}

async function withConnections(
  address: Address,
  count: number,
  use: (open: Connection[]) => Promise<LoadResult>,
): Promise<LoadResult> {
  const open = await Promise.all(Array.from({ length: count }, () => openConnection(address)))
  return use(open).finally(() => {
    for (const connection of open) connection.close()
  })
}

async function getPage(connection: Connection, visitor: Visitor, due: number, tally: Tally): Promise<void> {
  const { status, body } = await connection.get(visitor.target)
  tally.times.record(Math.max(1, Math.round((performance.now() - due) * 1000)))
  tally.requests += 1
  tally.bytes += body.length
  if (status !== 200) throw new Error(`An answer with status ${status}`)
  if (tally.requests % PROVED_EVERY === 0 && !body.includes(visitor.proof)) {
    throw new Error(`A page that is not that of ${visitor.proof}`)
  }
}

function toResult({ times, requests, bytes }: Tally, milliseconds: number): LoadResult {
  return {
    requests,
    seconds: milliseconds / 1000,
    p50: times.percentile(50) / 1000,
    p99: times.percentile(99) / 1000,
    bytes: Math.round(bytes / requests),
  }
}
