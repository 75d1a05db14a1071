import type { Server as HttpServer, ServerResponse } from 'node:http'
import { Server as TlsServer, type TLSSocket } from 'node:tls'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface GracefulClose {
  /** To be told of every request, before it is handled. */
  begin(response: ServerResponse): void
  /**
   * Lets requests finish, and resolves when the last one has.
   *
   * While requests keep coming the server goes on taking connections, for so long at most (in milliseconds): a load
   * balancer needs time to see that this process is not ready. What nobody asks anything stops at once.
   */
  close(patienceMs?: number): Promise<void>
}

const STEP_MS = 50
/** Nothing asked for so long is no traffic. */
const QUIET_MS = 500

/**
 * Closes a server so that no request is lost on the way: every answer says from then on that the connection ends with
 * it, and only connections on which nothing is under way are cut.
 */
export function createGracefulClose(server: HttpServer): GracefulClose {
  const sockets = new Map<Socket, number>()
  const underWay = new Set<ServerResponse>()
  let lastAskedAt = -Infinity
  let isClosing = false

  function keep(socket: Socket | TLSSocket): void {
    sockets.set(socket, performance.now())
    socket.once('close', () => sockets.delete(socket))
  }
  server.on('connection', keep)
  // Its own bytes are those of the requests; those of the connection below are the handshake's too.
  if (server instanceof TlsServer) server.on('secureConnection', keep)

  function isBusy(): boolean {
    if (performance.now() - lastAskedAt < QUIET_MS) return true
    // Handed over and not all sent: Node would call its connection idle.
    return [...underWay].some((response) => response.writableEnded)
  }

  function sweep(): void {
    // A connection that a client keeps open becomes idle only after its request.
    server.closeIdleConnections()
    // One that a browser opened in advance has never been anything else, which Node does not call idle. A new one may
    // have its first request on the way.
    for (const [socket, openedAt] of sockets)
      if (socket.bytesRead === 0 && performance.now() - openedAt > QUIET_MS) socket.destroy()
  }

  return {
    begin(response) {
      lastAskedAt = performance.now()
      if (isClosing) response.shouldKeepAlive = false
      underWay.add(response)
      response.once('close', () => underWay.delete(response))
    },
    async close(patienceMs = 0) {
      isClosing = true
      for (const response of underWay) response.shouldKeepAlive = false
      const patientUntil = performance.now() + patienceMs
      while (isBusy() && performance.now() < patientUntil) await sleep(STEP_MS)
      // Right after Node has read whatever had arrived: a request that is here already has been seen.
      const sweeping = setInterval(() => setImmediate(sweep), STEP_MS)
      await new Promise<void>((closed) => {
        setImmediate(() => {
          server.close(() => closed())
          sweep()
        })
      })
      clearInterval(sweeping)
    },
  }
}
