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

/** Below those that a system gives out by itself: until the port is used, nobody gets it by chance. */
const [FIRST, COUNT] = [20_000, 10_000]

/** Returns a free port, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  const port = await listenAt(probe, FIRST + randomInt(COUNT)).catch(() => null)
  if (port === null) return freePort()
  await new Promise((closed) => probe.close(closed))
  return port
}
