import type { RequestHandler } from 'express'

/** The process is alive. Says nothing of the database: a restart would not mend that. */
export const healthz: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' })
}

interface Options {
  isDraining: () => boolean
  /** Resolves when the database answers. */
  pingDatabase: () => Promise<unknown>
  timeoutMs: number
}

/** This process can serve pages now: the database answers in time, and no stop is under way. */
export function createReadyz({ isDraining, pingDatabase, timeoutMs }: Options): RequestHandler {
  return async (_request, response) => {
    const reason = isDraining() ? 'draining' : (await answers(pingDatabase, timeoutMs)) ? null : 'database'
    response.status(reason ? 503 : 200).json(reason ? { status: 'unavailable', reason } : { status: 'ok' })
  }
}

async function answers(ping: () => Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((settle) => {
    timer = setTimeout(() => settle(false), timeoutMs)
  })
  const answered = ping().then(
    () => true,
    () => false,
  )
  return Promise.race([answered, late]).finally(() => clearTimeout(timer))
}
