import { connect, createServer } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, test } from 'vitest'
import { listen } from '../../src/http/server/server.ts'
import { createLog } from '../../src/logging/log.ts'
import { makeCertificate } from '../support/certificate.ts'
import { listenOn } from '../support/free-port.ts'

/** The ClientHello of a TLS client. */
async function catchHello(): Promise<Buffer> {
  const server = createServer()
  const caught = new Promise<Buffer>((settle) => {
    server.once('connection', (socket) => {
      socket
        .on('error', () => undefined)
        .once('data', (hello) => {
          settle(hello)
          socket.destroy()
        })
    })
  })
  connectTls({ port: await listenOn(server), host: '127.0.0.1' }).on('error', () => undefined)
  const hello = await caught
  server.close()
  return hello
}

test('cuts a client that stops during its handshake after 10 seconds, and logs the timeout', async () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  const options = { host: '127.0.0.1', port: 0, certificate: makeCertificate() }
  const server = await listen((_request, response) => response.end(), options, log)
  const socket = connect(server.port, '127.0.0.1')
    .on('error', () => undefined)
    .resume()
  socket.write(await catchHello())
  await new Promise((settle) => socket.once('close', settle))
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { event: 'handshake_failed', code: 'ERR_TLS_HANDSHAKE_TIMEOUT' },
  ])
  await server.close()
}, 60_000)
