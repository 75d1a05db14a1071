import { spawn, spawnSync } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openConnection, type Address } from './connection.ts'

export interface ServerProcess {
  pid: number
  address: Address
  stop(): Promise<void>
}

interface Options {
  /** Arguments of Node, including the program. */
  args: readonly string[]
  env: Readonly<Record<string, string>>
  tls?: boolean
  /** File descriptor of the log. */
  output: number | 'ignore'
  /** A request target that is answered with 200 once the server is ready. */
  readyTarget: string
}

const START_TIMEOUT_MS = 20_000

/** The core for the servers under test, and the one for everything else. On Linux only. */
const CORES = { server: '0', others: '1' } as const
const CAN_PIN = spawnSync('taskset', ['-c', CORES.others, 'true']).status === 0

/** Keeps a process, all its threads and its future children off the servers' core. */
export function pinAway(pid: number): void {
  if (CAN_PIN) spawnSync('taskset', ['-a', '-c', '-p', CORES.others, String(pid)])
}

export const PINNING = CAN_PIN
  ? `server on core ${CORES.server}, load and Postgres on core ${CORES.others}`
  : 'processes run on any core'

/** Starts a server on its own core, on a free port passed in PORT, and waits until it answers. */
export async function startServer({
  args,
  env,
  tls = false,
  output,
  readyTarget,
}: Options): Promise<ServerProcess> {
  const port = await freePort()
  const command = [process.execPath, ...args]
  const [file = '', ...rest] = CAN_PIN ? ['taskset', '-c', CORES.server, ...command] : command
  const child = spawn(file, rest, {
    env: { ...env, PORT: String(port), NODE_ENV: 'production' },
    stdio: ['ignore', output, 'pipe'],
  })
  let words = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (words += text))
  // If this process exits, so does the server.
  process.once('exit', () => child.kill('SIGKILL'))
  const ended = new Promise<void>((settle) => child.once('close', () => settle()))
  async function stop(): Promise<void> {
    child.kill('SIGTERM')
    await ended
  }
  const address = { port, tls }
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await answers(address, readyTarget))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`The server did not start: ${words}`)
    }
    await sleep(2)
  }
  // taskset is replaced by the server, so the id is the server's.
  return { pid: child.pid ?? 0, address, stop }
}

async function answers(address: Address, target: string): Promise<boolean> {
  try {
    const connection = await openConnection(address)
    const { status } = await connection.get(target).finally(() => connection.close())
    return status === 200
  } catch {
    return false
  }
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => found(port))
    })
  })
}
