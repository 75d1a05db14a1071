import type { Server as HttpServer, ServerResponse } from 'node:http'
import { Server as TlsServer, TLSSocket } from 'node:tls'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPendingConnections } from './pending-connections.ts'

export interface GracefulClose {
  /** To be told of every request. Has it handled: at once, or when the listener has closed if that is about to happen. */
  begin(response: ServerResponse, handle: () => void): void
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
/** So long at most, a moment is looked for in which no connection waits to be accepted. */
const HOLD_MS = 500
/** For so long after the listener has closed, a request that has begun may still become whole. */
const UNFINISHED_MS = 1000

/**
 * Closes a server so that no request is lost on the way: every answer says from then on that the connection ends with
 * it, and only connections on which nothing is under way are cut.
 */
export function createGracefulClose(server: HttpServer): GracefulClose {
  /** By whom each was opened, and when, or when it was last seen with an answer under way. */
  const sockets = new Map<string, { socket: Socket; usedAt: number }>()
  const inFlight = new Set<ServerResponse>()
  const allAccepted = createPendingConnections(server)
  let lastAskedAt = -Infinity
  let isClosing = false
  /** Requests that come in the last moments of the listener. What is done for them would hold up the last connections. */
  let held: (() => void)[] | null = null

  function keep(socket: Socket | TLSSocket): void {
    // A TLS connection takes the place of the one below it, which must not be destroyed under it.
    const peer = toPeer(socket)
    sockets.set(peer, { socket, usedAt: performance.now() })
    socket.once('close', () => {
      if (sockets.get(peer)?.socket === socket) sockets.delete(peer)
      endThoseInLine(socket)
    })
  }

  /**
   * A client may ask again, on the same connection, before the answer is there. When it goes, Node tells the end to the
   * answer that has the connection, and to none of those that stand in line behind it.
   */
  function endThoseInLine(socket: Socket): void {
    for (const response of inFlight) {
      if (response.req.socket !== socket || response.socket !== null || response.writableFinished) continue
      response.destroy()
      response.emit('close')
    }
  }
  server.on('connection', keep)
  // Its own bytes are those of the requests; those of the connection below are the handshake's too.
  if (server instanceof TlsServer) server.on('secureConnection', keep)

  function isBusy(): boolean {
    if (performance.now() - lastAskedAt < QUIET_MS) return true
    // Handed over and not all sent: Node would call its connection idle.
    return [...inFlight].some((response) => response.writableEnded)
  }

  const isHandshake = (socket: Socket) => server instanceof TlsServer && !(socket instanceof TLSSocket)

  function sweep(sweepingSince: number): void {
    const now = performance.now()
    const answered = new Set([...inFlight].map((response) => toPeer(response.req.socket)))
    // A connection that a client keeps open becomes idle only after its request.
    server.closeIdleConnections()
    // One that a browser opened in advance has never been anything else, which Node does not call idle. A new one may
    // have its first request on the way. And one on which half a request stands may never say the rest.
    for (const [peer, kept] of sockets) {
      const { socket, usedAt } = kept
      const isUnused = socket.bytesRead === 0
      if (answered.has(peer)) kept.usedAt = now
      else if (isUnused ? now - usedAt > QUIET_MS : now - Math.max(usedAt, sweepingSince) > UNFINISHED_MS) {
        // Node itself ends when a connection is destroyed below a handshake: one of these is only not waited for.
        if (!isHandshake(socket)) socket.destroy()
        else sockets.delete(peer)
      }
    }
  }

  return {
    begin(response, handle) {
      lastAskedAt = performance.now()
      if (isClosing) response.shouldKeepAlive = false
      inFlight.add(response)
      response.once('close', () => inFlight.delete(response))
      if (held) held.push(handle)
      else handle()
    },
    async close(patienceMs = 0) {
      isClosing = true
      for (const response of inFlight) response.shouldKeepAlive = false
      const patientUntil = performance.now() + patienceMs
      while (isBusy() && performance.now() < patientUntil) await sleep(STEP_MS)
      held = []
      // Else the listener would be the last thing to close.
      server.closeIdleConnections()
      await allAccepted(Math.min(patienceMs, HOLD_MS))
      const closed = new Promise<true>((settle) => server.close(() => settle(true)))
      const sweepingSince = performance.now()
      const waiting = held
      held = null
      for (const handle of waiting) handle()
      do {
        // What has arrived is read first.
        await new Promise((settle) => setImmediate(settle))
        sweep(sweepingSince)
      } while (sockets.size > 0 && !(await Promise.race([closed, sleep(STEP_MS, false)])))
    },
  }
}

/** The same for a TLS connection and for the one below it. */
function toPeer({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${String(remotePort)}`
}
