import { IncomingMessage, ServerResponse } from 'node:http'
import type { Express } from 'express'

/**
 * The classes of which Node must make an app's requests and responses (`createServer` takes them).
 *
 * Express gives every one another prototype after it was made. In V8, a property that is added to such an object makes
 * a shape that no other object has, so that nothing about them is ever optimised: two thirds of the cost of a bare
 * Express answer. These have the prototype from the start.
 */
export function createMessages(app: Express) {
  class Request extends IncomingMessage {}
  class Response<Req extends IncomingMessage> extends ServerResponse<Req> {}
  app.request = Object.setPrototypeOf(Request.prototype, app.request) as Express['request']
  app.response = Object.setPrototypeOf(Response.prototype, app.response) as Express['response']
  return { IncomingMessage: Request, ServerResponse: Response }
}
