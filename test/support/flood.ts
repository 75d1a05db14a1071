import { connect, type Socket } from 'node:net'

interface Options {
  port: number
  connections: number
  /** One request, with its final empty line. */
  request: string
  /** Delay before a cut connection is reopened. */
  reopenAfterMs?: number
  /** Local address; a different one counts as a different client. */
  localAddress?: string
}

const BURST_BYTES = 64 * 1024

/** Opens connections that keep sending requests, as many as fit into each packet, and never read a response. */
export function startFlood({ port, connections, request, reopenAfterMs = 100, localAddress }: Options) {
  const burst = request.repeat(Math.ceil(BURST_BYTES / request.length))
  const sockets = new Set<Socket>()
  let isStopped = false
  let opened = 0

  function open(): void {
    if (isStopped) return
    const socket = connect({ port, host: '127.0.0.1', localAddress }).pause()
    sockets.add(socket)
    opened += 1
    const ask = () => {
      while (!socket.destroyed && socket.write(burst));
    }
    socket.on('connect', ask).on('drain', ask)
    socket.on('error', () => undefined)
    socket.once('close', () => {
      sockets.delete(socket)
      setTimeout(open, reopenAfterMs)
    })
  }

  for (let count = 0; count < connections; count += 1) open()
  return {
    /** Number of connections opened. */
    opened: () => opened,
    stop() {
      isStopped = true
      for (const socket of sockets) socket.destroy()
    },
  }
}
