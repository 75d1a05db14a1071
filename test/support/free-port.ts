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

/** Returns a free port, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  const port = await listenOn(probe)
  await new Promise((closed) => probe.close(closed))
  return port
}
