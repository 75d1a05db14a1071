import { IncomingMessage } from 'node:http'

/**
 * A request that makes Node stop parsing a packet once its connection was cut.
 *
 * A packet may hold more than a thousand requests. Node creates an object for each, whatever the state of the
 * connection, and frees them only after every other connection was served: some hundred such packets at once exhaust
 * the memory. It stops at a request that upgrades to another protocol, which it recognizes by the request's `upgrade`;
 * nothing else stops it.
 */
export class InterruptibleRequest extends IncomingMessage {
  #isUpgrade = false

  get upgrade(): boolean {
    return this.#isUpgrade || this.socket.destroyed
  }

  set upgrade(isUpgrade: boolean | null) {
    // Node's constructor sets it before this class's private field exists.
    if (#isUpgrade in this) this.#isUpgrade = isUpgrade === true
  }
}
