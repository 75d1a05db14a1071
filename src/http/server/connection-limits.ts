import type { Server as HttpServer, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { toClient } from './client-address.ts'
import type { ConnectionLimits } from '../../limits.ts'
import { createThrottledLog } from '../../logging/throttled-log.ts'
import type { Log } from '../../logging/log.ts'

interface Options {
  limits: ConnectionLimits
  /** A proxy's connections carry many clients. */
  isProxy: (address: string) => boolean
  log: Log
}

/** Connections that exceed the limits are cut without a response. */
export function limitConnections(server: HttpServer, { limits, isProxy, log }: Options) {
  const connections = new Map<string, number>()
  const unfinished = new WeakMap<Socket, Set<ServerResponse>>()
  let waiting = 0
  const limitReached = createThrottledLog((count, limit: keyof ConnectionLimits) =>
    log.warn({ event: 'connection_cut', count, limit }),
  )

  function cut(socket: Socket, limit: keyof ConnectionLimits): void {
    limitReached.record(limit)
    socket.destroy()
  }

  server.maxConnections = limits.connections
  server.on('drop', () => limitReached.record('connections'))
  // Runs before Node's own listeners: later, the connection below a TLS handshake could not be destroyed any more.
  const accept = server.listeners('connection') as ((socket: Socket) => void)[]
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    if (!hasPlace(socket)) cut(socket, 'connectionsPerClient')
    else for (const listener of accept) listener.call(server, socket)
  })

  function hasPlace(socket: Socket): boolean {
    const { remoteAddress = '' } = socket
    const client = toClient(remoteAddress)
    if (client === null || isProxy(remoteAddress)) return true
    const count = connections.get(client) ?? 0
    if (count >= limits.connectionsPerClient) return false
    connections.set(client, count + 1)
    socket.once('close', () => {
      const left = (connections.get(client) ?? 0) - 1
      if (left > 0) connections.set(client, left)
      else connections.delete(client)
    })
    return true
  }

  function findExceeded(answers: ReadonlySet<ServerResponse>): keyof ConnectionLimits | undefined {
    if (answers.size === 0) return undefined
    if (answers.size >= limits.answersPerConnection) return 'answersPerConnection'
    return waiting >= limits.waitingAnswers ? 'waitingAnswers' : undefined
  }

  return {
    admit(response: ServerResponse): boolean {
      const { socket } = response.req
      // Requests from the same packet are still parsed after the connection was cut.
      if (socket.destroyed) return false
      const answers = unfinished.get(socket) ?? new Set()
      const exceeded = findExceeded(answers)
      if (exceeded) {
        cut(socket, exceeded)
        return false
      }
      if (answers.size > 0) waiting += 1
      unfinished.set(socket, answers.add(response))
      response.once('close', () => {
        answers.delete(response)
        if (answers.size > 0) waiting -= 1
      })
      response.setTimeout(limits.stalledMs, () => {
        if (socket.writableLength > 0) cut(socket, 'stalledMs')
        // Nothing has been written yet, so the response is slow, not the client.
        else socket.setTimeout(limits.stalledMs)
      })
      return true
    },
    /** False if a queued request's connection was cut meanwhile. */
    mayBeAnswered(response: ServerResponse): boolean {
      const { socket } = response.req
      const inLine = [...(unfinished.get(socket) ?? [])].filter((answer) => answer.socket === null)
      const bytes = inLine.reduce((sum, answer) => sum + answer.writableLength, socket.writableLength)
      if (bytes > limits.unwrittenBytes) cut(socket, 'unwrittenBytes')
      return !socket.destroyed
    },
    flush: limitReached.flush,
  }
}
