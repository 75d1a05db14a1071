import { createServer, type AddressInfo, type Server } from 'node:net'

/** Listens on a free port of the loopback address, and tells which. */
export function listenOn(server: Server): Promise<number> {
  return listenAt(server, 0)
}

/** @param port 0 is any free one */
export function listenAt(server: Server, port: number): Promise<number> {
  return new Promise((found, failed) => {
    server
      .once('error', failed)
      .listen(port, '127.0.0.1', () => found((server.address() as AddressInfo).port))
  })
}

/** A port of this machine that nobody listens on, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  const port = await listenOn(probe)
  await new Promise((closed) => probe.close(closed))
  return port
}
