import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

interface Answer {
  status: number
  body: Buffer
}

/** A kept-alive connection, one request at a time. */
export interface Connection {
  get(target: string): Promise<Answer>
  close(): void
}

export interface Address {
  port: number
  tls: boolean
}

const HEADERS = 'Host: localhost\r\nAccept: text/html\r\nAccept-Language: en\r\nUser-Agent: bench\r\n\r\n'
const END_OF_HEADERS = Buffer.from('\r\n\r\n')
const LENGTH = /\r\ncontent-length: (\d+)\r\n/i

/**
 * Supports only the HTTP that these servers use: responses have a Content-Length. A general client (autocannon, fetch)
 * spends as much time on a request as the faster servers here, on the core that Postgres needs.
 */
export async function openConnection({ port, tls }: Address): Promise<Connection> {
  const socket = tls
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connectPlain({ port, host: '127.0.0.1' })
  await new Promise<void>((connected, failed) => {
    socket.once('error', failed).once(tls ? 'secureConnect' : 'connect', connected)
  })
  return overSocket(socket.setNoDelay(true))
}

function overSocket(socket: Socket): Connection {
  let settle: ((answer: Answer) => void) | undefined
  let fail: ((error: Error) => void) | undefined
  let chunks: Buffer[] = []
  let received = 0
  let needed = Infinity
  let headersEnd = 0
  let status = 0

  function readHeaders(): void {
    const bytes = Buffer.concat(chunks)
    const end = bytes.indexOf(END_OF_HEADERS)
    if (end === -1) return
    const headers = bytes.toString('latin1', 0, end + 2)
    headersEnd = end + END_OF_HEADERS.length
    status = Number(headers.slice(9, 12))
    needed = headersEnd + Number(LENGTH.exec(headers)?.[1] ?? NaN)
    if (Number.isNaN(needed)) fail?.(new Error('An answer without Content-Length'))
  }

  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    received += chunk.length
    if (needed === Infinity) readHeaders()
    if (received < needed) return
    const body = Buffer.concat(chunks).subarray(headersEnd)
    chunks = []
    received = 0
    needed = Infinity
    settle?.({ status, body })
  })
  socket.on('error', (error) => fail?.(error))
  socket.on('close', () => fail?.(new Error('The server closed the connection')))
  return {
    get: (target) =>
      new Promise((done, failed) => {
        settle = done
        fail = failed
        socket.write(`GET ${target} HTTP/1.1\r\n${HEADERS}`)
      }),
    close: () => socket.destroy(),
  }
}
