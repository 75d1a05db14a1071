import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Express } from 'express'
import { InterruptibleRequest } from './interruptible-request.ts'

/**
 * The classes of which Node must make an app's requests and responses (`createServer` takes them).
 *
 * Express gives every one another prototype after it was made. In V8, a property that is added to such an object makes
 * a shape that no other object has, so that nothing about them is ever optimised: about half of the cost of a bare
 * Express answer, such as a refusal under an overload. These have the prototype from the start.
 */
export function createMessages(app: Express) {
  class Request extends InterruptibleRequest {}
  // Express's prototype takes the place of the base class's, which this comes from.
  const upgrade = Object.getOwnPropertyDescriptor(InterruptibleRequest.prototype, 'upgrade')
  if (upgrade) Object.defineProperty(Request.prototype, 'upgrade', upgrade)
  class Response<Req extends IncomingMessage> extends ServerResponse<Req> {}
  app.request = Object.setPrototypeOf(Request.prototype, app.request) as Express['request']
  app.response = Object.setPrototypeOf(Response.prototype, app.response) as Express['response']
  return { IncomingMessage: Request, ServerResponse: Response }
}
