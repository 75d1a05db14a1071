import type { RequestListener, ServerResponse } from 'node:http'
import { describeError } from '../../logging/describe-error.ts'
import type { Log } from '../../logging/log.ts'
import { NO_INDEX } from './no-index.ts'

/** Express handles its own errors, but an error in a bare listener would end the process. */
export function catchErrors(listener: RequestListener, log: Log): RequestListener {
  return (request, response) => {
    try {
      listener(request, response)
    } catch (error) {
      log.error({ event: 'error', code: 'internal_error', error: describeError(error) })
      fail(response)
    }
  }
}

function fail(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.setHeader(...NO_INDEX)
  response.writeHead(500, { 'Cache-Control': 'no-store', 'Content-Length': 0 }).end()
}
