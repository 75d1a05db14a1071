import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Express } from 'express'
import { InterruptibleRequest } from './interruptible-request.ts'

/**
 * Express replaces the prototype of every request and response. In V8, properties added after that give each object
 * its own hidden class, which is half of the cost of a minimal response, such as a rejection under overload. These
 * classes have the right prototype from the start.
 */
export function createMessages(app: Express) {
  class Request extends InterruptibleRequest {}
  // Express's prototype replaces that of the base class, which defines this property.
  const upgrade = Object.getOwnPropertyDescriptor(InterruptibleRequest.prototype, 'upgrade')
  if (upgrade) Object.defineProperty(Request.prototype, 'upgrade', upgrade)
  class Response<Req extends IncomingMessage> extends ServerResponse<Req> {}
  app.request = Object.setPrototypeOf(Request.prototype, app.request) as Express['request']
  app.response = Object.setPrototypeOf(Response.prototype, app.response) as Express['response']
  return { IncomingMessage: Request, ServerResponse: Response }
}
