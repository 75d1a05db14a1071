import { connect, createServer, type Socket } from 'node:net'
import { listenOn } from './free-port.ts'

/** The length of ReadyForQuery, with which Postgres ends a response. */
const READY_BYTES = 6
const isEndOfAnswer = (data: Buffer) =>
  data.length >= READY_BYTES && data.subarray(-READY_BYTES, -1).equals(Buffer.from('Z\0\0\0\x05', 'latin1'))

/** Whether an answer ends with its transaction still open. */
const isEndInTransaction = (data: Buffer) => isEndOfAnswer(data) && data.at(-1) === 'T'.charCodeAt(0)

/** A proxy between the pool and the database that can block all traffic or break open connections. */
export async function startProxy(databaseUrl: string) {
  let isFrozen = false
  let cut: 'end' | 'freeze' | null = null
  let answersLeft = Infinity
  const delays: number[] = []
  const sockets = new Set<Socket>()
  const clients = new Set<Socket>()
  const silent = new WeakSet<Socket>()
  const { hostname, port } = new URL(databaseUrl)
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    clients.add(client)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => undefined)
      from.on('close', () => {
        clients.delete(client)
        to.destroy()
      })
      from.on('data', (data) => {
        if (isFrozen || silent.has(client)) return
        if (from === upstream && isEndOfAnswer(data)) {
          answersLeft -= 1
          isFrozen = answersLeft <= 0
          if (cut) {
            to.write(data.subarray(0, -READY_BYTES))
            if (cut === 'end') to.end()
            else isFrozen = true
            cut = null
            return
          }
        }
        const delayMs = from === upstream && isEndInTransaction(data) ? delays.shift() : undefined
        if (delayMs === undefined) to.write(data)
        else setTimeout(() => to.write(data), delayMs)
      })
    }
  })
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${String(await listenOn(server))}`
  return {
    url: url.href,
    freeze: () => (isFrozen = true),
    freezeAfter: (answers: number) => (answersLeft = answers),
    /** Delays the next answers within transactions, in milliseconds, like a pooler without a free connection. */
    delayInTransaction: (...ms: readonly number[]) => void delays.push(...ms),
    /** Removes the last message from the next response, after which the connection ends or freezes. */
    cutNextAnswer: (how: 'end' | 'freeze') => (cut = how),
    /** Keeps open connections, but drops all their traffic, like a NAT that has forgotten them. */
    silenceOpen() {
      for (const client of clients) silent.add(client)
    },
    /** Resets open connections when the pool next writes to them. */
    resetOpenOnWrite() {
      for (const client of clients) {
        silent.add(client)
        client.once('data', () => client.resetAndDestroy())
      }
    },
    closeOpen() {
      for (const client of clients) client.destroy()
    },
    thaw() {
      isFrozen = false
      answersLeft = Infinity
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}
