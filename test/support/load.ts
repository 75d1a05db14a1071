import { Agent, get as getHttp, type IncomingMessage } from 'node:http'
import { Agent as TlsAgent, get as getHttps } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Answer {
  /** HTTP status, or the system's error code if the response was incomplete. */
  status: number | string
  at: number
  ms: number
  /** The system's or Node's words, if there was no whole response. */
  words?: string
}

interface Options {
  clients: number
  /** Pause between a response and the client's next request. */
  pauseMs: number
  /** False opens a connection for each request. */
  keepAlive?: boolean
  path?: string
}

const PAGE = '/?visitorImId=emma.johansson'

/**
 * Starts clients that request pages in sequence, until they are stopped or nothing listens.
 *
 * @param url the server's URL; a function is called before each request, as for a balancer
 */
export function startLoad(
  url: string | (() => string),
  { clients, pauseMs, keepAlive = true, path = PAGE }: Options,
) {
  const toUrl = typeof url === 'string' ? () => url : url
  const isTls = toUrl().startsWith('https:')
  const options = { keepAlive, maxSockets: clients }
  const agent = isTls ? new TlsAgent({ ...options, rejectUnauthorized: false }) : new Agent(options)
  const answers: Answer[] = []
  let isStopped = false

  async function ask(): Promise<Answer> {
    const at = performance.now()
    let words: string | undefined
    const status = await new Promise<number | string>((settle) => {
      const failed = ({ code, message }: NodeJS.ErrnoException) => {
        words = message
        settle(code ?? message)
      }
      const read = (response: IncomingMessage) => {
        response.once('error', failed).once('end', () => settle(response.statusCode ?? 0))
        response.resume()
      }
      ;(isTls ? getHttps : getHttp)(`${toUrl()}${path}`, { agent }, read).once('error', failed)
    })
    return { status, at, ms: performance.now() - at, ...(words === undefined ? {} : { words }) }
  }

  async function client(): Promise<void> {
    await sleep(Math.random() * pauseMs)
    while (!isStopped) {
      const answer = await ask()
      answers.push(answer)
      // The request was not accepted: a balancer would retry it elsewhere.
      if (answer.status === 'ECONNREFUSED') return
      await sleep(pauseMs * (0.5 + Math.random()))
    }
  }

  const running = Promise.all(Array.from({ length: clients }, client))
  async function pause(): Promise<void> {
    isStopped = true
    await running
  }
  return {
    answers,
    /** Stops sending requests, but keeps the connections. */
    pause,
    async stop(): Promise<void> {
      await pause()
      agent.destroy()
    },
  }
}

/** Counts responses by status. */
export function countStatuses(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** Returns a quantile of the times, in milliseconds. */
export function quantile(answers: readonly Answer[], share: number): number {
  const times = answers.map(({ ms }) => ms).sort((one, other) => one - other)
  return Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)
}
