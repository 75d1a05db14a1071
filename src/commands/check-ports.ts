import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Config } from '../config/load.ts'
import { StartError } from './start-error.ts'

/** Messages for the system's error codes; `{port}` is the port as configured, such as PORT=3000. */
const REASONS = new Map([
  ['EADDRINUSE', '{port} is taken: another process listens there. Stop it, or choose another port.'],
  ['EACCES', '{port} may not be used by this account. Choose a port above 1023.'],
  ['EADDRNOTAVAIL', '{host} is not an address of this machine.'],
  ['ENOTFOUND', '{host} is neither an address nor a name of this machine.'],
])

/**
 * Before the database is started, so that a port in use is reported at once and nothing is created in vain.
 *
 * @throws {StartError} with the name of the first variable whose port cannot be used
 */
export async function checkPorts({ listener, redirectPort, opsPort }: Config): Promise<void> {
  const { host } = listener
  const ports = { PORT: listener.port, HTTP_REDIRECT_PORT: redirectPort, OPS_PORT: opsPort }
  for (const [variable, port] of Object.entries(ports)) {
    if (port === undefined) continue
    try {
      const server = createServer((socket) => socket.destroy()).listen({ host, port })
      await once(server, 'listening')
      await new Promise((closed) => server.close(closed))
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      const reason = REASONS.get(code)
      if (reason === undefined) throw error
      const words = reason.replace('{port}', `${variable}=${String(port)}`).replace('{host}', `HOST=${host}`)
      throw new StartError(`${words} (${code})`, { cause: error })
    }
  }
}
