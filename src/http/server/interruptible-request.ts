import { IncomingMessage } from 'node:http'

/**
 * A packet may hold more than a thousand requests. Node creates an object for each, whatever the state of the
 * connection, and some hundred such packets exhaust the memory. It stops parsing only at a request that upgrades to
 * another protocol, which it recognizes by `upgrade`.
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
