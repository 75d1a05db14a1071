import { IncomingMessage, ServerResponse } from 'node:http'
import type { Express } from 'express'

/**
 * The classes of which Node must make an app's requests and responses (`createServer` takes them).
 *
 * Express gives every one another prototype after it was made. V8 then shares its shape with no other object, so that
 * each access to it is a search: half of what Express costs. These have the prototype from the start.
 */
export function createMessages(app: Express) {
  class Request extends IncomingMessage {}
  class Response<Asked extends IncomingMessage> extends ServerResponse<Asked> {}
  app.request = Object.setPrototypeOf(Request.prototype, app.request) as Express['request']
  app.response = Object.setPrototypeOf(Response.prototype, app.response) as Express['response']
  return { IncomingMessage: Request, ServerResponse: Response }
}
