import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

/*
 * The image's HEALTHCHECK. Not a command of main.ts, which would load the whole server every time. It does not
 * validate the configuration: a server with an invalid one does not run.
 */

const { env } = process
const TIMEOUT_MS = 4000
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

const host = env['HOST'] && !EVERY_ADDRESS.has(env['HOST']) ? env['HOST'] : 'localhost'
const options = { host, port: env['PORT'] || 3000, path: '/healthz', agent: false }
// The certificate is for the public name, not for this address.
const request = env['TLS_CERT_FILE']
  ? requestHttps({ ...options, rejectUnauthorized: false })
  : requestHttp(options)

function end(healthy: boolean, message: string): never {
  process.stdout.write(`${message}\n`)
  process.exit(healthy ? 0 : 1)
}

setTimeout(() => end(false, 'no answer in time'), TIMEOUT_MS)
request.once('response', ({ statusCode = 0 }) => end(statusCode === 200, `status ${String(statusCode)}`))
request.once('error', (error: NodeJS.ErrnoException) => end(false, error.code ?? error.name))
request.end()
