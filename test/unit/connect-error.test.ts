import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { DatabaseError } from 'pg'
import { afterEach, expect, test } from 'vitest'
import { DatabaseDownError, toStartError } from '../../src/commands/connect-error.ts'
import { createPool } from '../../src/database/pool.ts'
import { QueryError } from '../../src/database/query-error.ts'
import { makeCertificate } from '../support/certificate.ts'

const PASSWORD = 'hush'
const certificate = makeCertificate()
const sockets = new Set<Socket>()
let close = () => Promise.resolve()
afterEach(async () => {
  await close()
  close = () => Promise.resolve()
})

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
] as const)('fails the start at once for %s', async (_name, answer, sslmode, reason) => {
  const error = await startErrorOf(answer, sslmode)
  expect(error).not.toBeInstanceOf(DatabaseDownError)
  expect(String(error)).toMatch(/^StartError: TLS to the server of DATABASE_URL failed: /)
  expect(String(error)).toMatch(reason)
  expect(String(error)).not.toContain(PASSWORD)
})

test.each([
  ['28P01', 'password authentication failed'],
  ['3D000', 'database "crm" does not exist'],
  ['42501', 'permission denied for database "crm"'],
  ['42704', 'unrecognized configuration parameter "serach_path"'],
  ['22023', 'invalid value for parameter "client_encoding": "UTF-88"'],
])('fails the start at once if Postgres refuses permanently: %s', (code, message) => {
  const refusal = Object.assign(new DatabaseError(message, 0, 'error'), { code })
  const error = toStartError(new QueryError(refusal, 'connect'))
  expect(error).not.toBeInstanceOf(DatabaseDownError)
  expect(String(error)).toBe(`StartError: Postgres refuses DATABASE_URL: ${message} (${code})`)
})

test.each(['53300', '57P03', '55000', '08006'])('retries if Postgres may accept later: %s', (code) => {
  const refusal = Object.assign(new DatabaseError('later', 0, 'error'), { code })
  expect(toStartError(new QueryError(refusal, 'connect'))).toBeInstanceOf(DatabaseDownError)
})

test('retries a broken connection', async () => {
  expect(await startErrorOf('', 'no-verify')).toBeInstanceOf(DatabaseDownError)
})
