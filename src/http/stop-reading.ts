import { IncomingMessage } from 'node:http'

/**
 * Makes Node stop reading a packet once its connection was cut.
 *
 * A packet may hold more than a thousand requests. Node makes an object of each, whatever became of the connection, and
 * frees them when every other connection has had its turn: some hundred such packets at once fill the memory. It stops at
 * a request that leaves HTTP for another protocol, and takes a request's `upgrade` for its word; nothing else stops it.
 *
 * @param Base what the server would make its requests of
 * @returns what it is to make them of
 */
export function stopReadingWhenCut(Base: typeof IncomingMessage = IncomingMessage): typeof IncomingMessage {
  // The class of an app is its own already, and Express gives its objects that very prototype.
  const Request = Base === IncomingMessage ? class Request extends IncomingMessage {} : Base
  const upgrades = new WeakSet<IncomingMessage>()
  Object.defineProperty(Request.prototype, 'upgrade', {
    configurable: true,
    get(this: IncomingMessage) {
      return upgrades.has(this) || this.socket.destroyed
    },
    set(this: IncomingMessage, isUpgrade: boolean | null) {
      if (isUpgrade) upgrades.add(this)
      else upgrades.delete(this)
    },
  })
  return Request
}
