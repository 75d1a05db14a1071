import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { DatabaseDownError, toStartError } from '../../src/commands/check-database.ts'
import { createPool } from '../../src/database/pool.ts'
import { makeCertificate } from '../support/certificate.ts'

const PASSWORD = 'hush'
const certificate = makeCertificate()
const sockets = new Set<Socket>()
let close = () => Promise.resolve()
afterEach(() => close())

/** What a start says of a database that answers the question for TLS in this way. */
async function startErrorOf(answer: 'S' | 'N' | '', sslmode: string): Promise<unknown> {
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    socket.once('data', () => {
      if (answer === '') {
        socket.destroy()
        return
      }
      socket.write(answer)
      if (answer === 'S')
        sockets.add(new TLSSocket(socket, { isServer: true, ...certificate }).on('error', () => undefined))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `postgres://user:${PASSWORD}@localhost:${String(port)}/crm?sslmode=${sslmode}`
  const pool = createPool({ url, max: 1, timeoutMs: 2000, onLost: () => undefined })
  close = async () => {
    await pool.end()
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return pool.connect().catch((error: unknown) => toStartError(error))
}

test.each([
  ['a certificate that nobody here trusts', 'S', 'verify-full', /SELF_SIGNED|UNABLE_TO/],
  ['no TLS where it is required', 'N', 'verify-full', /does not support SSL/],
] as const)('waiting does not fix %s: the start fails', async (_name, answer, sslmode, reason) => {
  const error = await startErrorOf(answer, sslmode)
  expect(error).not.toBeInstanceOf(DatabaseDownError)
  expect(String(error)).toMatch(/^StartError: The TLS of DATABASE_URL does not fit: /)
  expect(String(error)).toMatch(reason)
  expect(String(error)).not.toContain(PASSWORD)
})

test('a broken connection may recover: the start continues', async () => {
  expect(await startErrorOf('', 'no-verify')).toBeInstanceOf(DatabaseDownError)
})
