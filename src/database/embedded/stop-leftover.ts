import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, readPostmaster } from './pid-files.ts'

const POLL_MS = 50
const STOP_TIMEOUT_MS = 10_000

/**
 * For a Postgres that its supervisor has not stopped. The next start recovers.
 *
 * @param port only a Postgres on this port is stopped
 */
export async function stopPostmaster(directory: string, port: number): Promise<void> {
  const postmaster = readPostmaster(directory)
  if (postmaster?.port !== port || !(postmaster.pid > 0)) return
  for (const deadline = Date.now() + STOP_TIMEOUT_MS; isAlive(postmaster.pid) && Date.now() < deadline;) {
    try {
      process.kill(postmaster.pid, 'SIGQUIT')
    } catch {
      return
    }
    await sleep(POLL_MS)
  }
}
