import type { Server as HttpServer, ServerResponse } from 'node:http'
import { Server as TlsServer, TLSSocket } from 'node:tls'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPendingConnections } from './pending-connections.ts'

export interface GracefulClose {
  /** Handles a request at once, or after the listener has closed if that is imminent. */
  begin(response: ServerResponse, handle: () => void): void
  /**
   * Resolves after the last in-flight request. While requests keep arriving, the server accepts connections for up to
   * `patienceMs`: a load balancer needs time to see that this process is not ready.
   */
  close(patienceMs?: number): Promise<void>
}

const STEP_MS = 50
const QUIET_MS = 500
/** How long to look for a moment in which no connection waits to be accepted. */
const HOLD_MS = 1000
/** How long after the listener has closed a partial request may still become complete. */
const UNFINISHED_MS = 1000
/** How long a TLS handshake may take. The client's request follows it. */
const HANDSHAKE_MS = 2000

/** From then on every response closes its connection, and only connections without a complete request are cut. */
export function createGracefulClose(server: HttpServer): GracefulClose {
  /** By peer, with the time at which each was opened or last seen with a response in flight. */
  const sockets = new Map<string, { socket: Socket; usedAt: number }>()
  const inFlight = new Set<ServerResponse>()
  const allAccepted = createPendingConnections(server)
  let lastAskedAt = -Infinity
  let isClosing = false
  /** Requests that arrive just before the listener closes. Handling them then would delay the last connections. */
  let held: (() => void)[] | null = null

  function keep(socket: Socket | TLSSocket): void {
    // A TLS connection replaces the TCP connection below it, which must not be destroyed separately.
    const peer = toPeer(socket)
    sockets.set(peer, { socket, usedAt: performance.now() })
    socket.once('close', () => {
      if (sockets.get(peer)?.socket === socket) sockets.delete(peer)
      closeQueuedResponses(socket)
    })
  }

  /** Node emits `close` only on the response that owns the connection, not on those pipelined behind it. */
  function closeQueuedResponses(socket: Socket): void {
    for (const response of inFlight) {
      if (response.req.socket !== socket || response.socket !== null || response.writableFinished) continue
      response.destroy()
      response.emit('close')
    }
  }
  server.on('connection', keep)
  // It counts the bytes of requests only; the connection below it also counts the handshake.
  if (server instanceof TlsServer) server.on('secureConnection', keep)

  function isBusy(): boolean {
    if (performance.now() - lastAskedAt < QUIET_MS) return true
    // Ended but not fully sent: Node considers such a connection idle.
    if ([...inFlight].some((response) => response.writableEnded)) return true
    return [...sockets.values()].some(({ socket, usedAt }) => isShakingHands(socket, usedAt))
  }

  const isHandshake = (socket: Socket) => server instanceof TlsServer && !(socket instanceof TLSSocket)
  /** Its client has begun the handshake, and is not slow. */
  const isShakingHands = (socket: Socket, openedAt: number) =>
    isHandshake(socket) && socket.bytesRead > 0 && performance.now() - openedAt < HANDSHAKE_MS

  function sweep(sweepingSince: number): void {
    const now = performance.now()
    const complete = [...inFlight].filter((response) => response.req.complete || response.headersSent)
    const answered = new Set(complete.map((response) => toPeer(response.req.socket)))
    // A kept-alive connection becomes idle only after its request.
    server.closeIdleConnections()
    // Node does not consider a connection idle that a browser has opened in advance. The first request on a new
    // connection may be on its way. And a client may never complete a partial request, of which the body is a part.
    for (const [peer, kept] of sockets) {
      const { socket, usedAt } = kept
      const isUnused = socket.bytesRead === 0
      if (isShakingHands(socket, usedAt)) continue
      if (answered.has(peer)) kept.usedAt = now
      else if (isUnused ? now - usedAt > QUIET_MS : now - Math.max(usedAt, sweepingSince) > UNFINISHED_MS) {
        // Destroying a connection during its handshake crashes Node, so it is left open, and not waited for.
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
      const drainUntil = performance.now() + patienceMs
      await readArrived()
      while (isBusy() && performance.now() < drainUntil) {
        await sleep(STEP_MS)
        await readArrived()
      }
      held = []
      server.closeIdleConnections()
      await allAccepted(Math.min(patienceMs / 4, HOLD_MS))
      const closed = new Promise<true>((settle) => server.close(() => settle(true)))
      const sweepingSince = performance.now()
      const waiting = held
      held = null
      for (const handle of waiting) handle()
      do {
        await readArrived()
        sweep(sweepingSince)
      } while (sockets.size > 0 && !(await Promise.race([closed, sleep(STEP_MS, false)])))
    },
  }
}

/**
 * Until the event loop has read what has arrived, Node considers its connections idle. The current turn may be past
 * its reading, so it takes a second one.
 */
async function readArrived(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((settle) => setImmediate(settle))
}

function toPeer({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${String(remotePort)}`
}
