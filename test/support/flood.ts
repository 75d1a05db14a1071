import { connect, type Socket } from 'node:net'

interface Options {
  port: number
  connections: number
  /** One request, with the empty line that ends it. */
  request: string
  /** How long a connection that was cut is not opened again. */
  reopenAfterMs?: number
  /** Of this machine; another one is another client to the server. */
  localAddress?: string
}

const BURST_BYTES = 64 * 1024

/** Connections that go on asking, as many requests as fit into each packet, and never read an answer. */
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
    /** How often a connection was opened. */
    opened: () => opened,
    stop() {
      isStopped = true
      for (const socket of sockets) socket.destroy()
    },
  }
}
