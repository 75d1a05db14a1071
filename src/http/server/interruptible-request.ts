import { IncomingMessage } from 'node:http'

/**
 * A request that makes Node stop reading a packet once its connection was cut.
 *
 * A packet may hold more than a thousand requests. Node makes an object of each, whatever became of the connection, and
 * frees them when every other connection has had its turn: some hundred such packets at once fill the memory. It stops at
 * a request that leaves HTTP for another protocol, and takes a request's `upgrade` for its word; nothing else stops it.
 */
export class InterruptibleRequest extends IncomingMessage {
  #isUpgrade = false

  get upgrade(): boolean {
    return this.#isUpgrade || this.socket.destroyed
  }

  set upgrade(isUpgrade: boolean | null) {
    // Node's constructor sets it, before there is this class's own field.
    if (#isUpgrade in this) this.#isUpgrade = isUpgrade === true
  }
}
