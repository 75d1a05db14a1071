import { randomInt } from 'node:crypto'
import { createServer, type AddressInfo, type Server } from 'node:net'

/** Listens on a free loopback port and returns it. */
export function listenOn(server: Server): Promise<number> {
  return listenAt(server, 0)
}

/** @param port 0: any free port */
export function listenAt(server: Server, port: number): Promise<number> {
  return new Promise((found, failed) => {
    server
      .once('error', failed)
      .listen(port, '127.0.0.1', () => found((server.address() as AddressInfo).port))
  })
}

/** Below the system's ephemeral ports, so that no other program gets the port before it is used. */
const [FIRST, COUNT] = [20_000, 10_000]
/** Each worker has its own range, and each of its tests other ports in it. */
const [WORKERS, WORKER] = [16, Number(process.env['VITEST_POOL_ID'] ?? 0)]
const OWN = Math.floor(COUNT / WORKERS)
const given = new Set<number>()

/** Returns a free port, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  const chosen = FIRST + (WORKER % WORKERS) * OWN + randomInt(OWN)
  const port = given.has(chosen) ? null : await listenAt(probe, chosen).catch(() => null)
  if (port === null) return freePort()
  given.add(port)
  await new Promise((closed) => probe.close(closed))
  return port
}
