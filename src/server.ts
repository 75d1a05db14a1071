import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Server {
  /** Where a browser on this machine reaches it. */
  url: string
  /** Takes no new connection, lets requests finish, and resolves when the last one has. */
  close(): Promise<void>
}

/** Room for about 30 KiB of query, in which our own limits on names and values can still be told on a page. */
const MAX_HEADER_BYTES = 40 * 1024
const SWEEP_MS = 50

/** @throws the system's error when the port cannot be listened on */
export async function listen(
  app: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<Server> {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, app)
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(port, host, () => {
      server.off('error', failed)
      listening()
    })
  })
  return {
    url: toUrl(server.address() as AddressInfo),
    close: () =>
      new Promise((closed) => {
        // A connection that a client keeps open becomes idle only after its request.
        const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
        server.close(() => {
          clearInterval(sweep)
          closed()
        })
      }),
  }
}

function toUrl({ address, family, port }: AddressInfo): string {
  const host =
    address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address
  return `http://${host}:${String(port)}`
}
