import type { Values } from './steps.ts'

/** The most bytes that UTF-8 takes for one UTF-16 unit. */
const BYTES_PER_UNIT = 3
const UNNAMED_PORTAL = ''

/**
 * Writes messages of Postgres's extended protocol, one behind the other, to be sent in one piece. Values and rows are
 * text. Layouts: https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
class MessageWriter {
  private bytes = Buffer.allocUnsafe(16_384)
  private length = 0
  private start = 0

  parse(name: string, text: string): void {
    this.begin('P')
    this.addName(name)
    this.addName(text)
    this.addInt16(0)
    this.end()
  }

  bind(name: string, values: Values): void {
    this.begin('B')
    this.addName(UNNAMED_PORTAL)
    this.addName(name)
    this.addInt16(0)
    this.addInt16(values.length)
    for (const value of values) this.addValue(value)
    this.addInt16(0)
    this.end()
  }

  /** Asks for the columns of what was bound. */
  describe(): void {
    this.begin('D')
    this.addName(`P${UNNAMED_PORTAL}`)
    this.end()
  }

  execute(): void {
    this.begin('E')
    this.addName(UNNAMED_PORTAL)
    // All rows.
    this.addInt32(0)
    this.end()
  }

  /** Gives up a prepared statement; none of that name is no error. */
  close(name: string): void {
    this.begin('C')
    this.addName(`S${name}`)
    this.end()
  }

  /** After an error, what was sent before this is skipped. */
  sync(): void {
    this.begin('S')
    this.end()
  }

  /** All that was written since. */
  take(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.length))
    this.length = 0
    return taken
  }

  private begin(type: string): void {
    this.reserve(5)
    this.bytes[this.length] = type.charCodeAt(0)
    this.start = this.length + 1
    this.length += 5
  }

  private end(): void {
    this.bytes.writeInt32BE(this.length - this.start, this.start)
  }

  private addName(text: string): void {
    this.addText(text)
    this.reserve(1)
    this.bytes[this.length] = 0
    this.length += 1
  }

  private addValue(value: string | null): void {
    const at = this.length
    this.addInt32(-1)
    if (value === null) return
    this.addText(value)
    this.bytes.writeInt32BE(this.length - at - 4, at)
  }

  private addText(text: string): void {
    this.reserve(text.length * BYTES_PER_UNIT)
    this.length += this.bytes.write(text, this.length, 'utf8')
  }

  private addInt16(value: number): void {
    this.reserve(2)
    this.length = this.bytes.writeInt16BE(value, this.length)
  }

  private addInt32(value: number): void {
    this.reserve(4)
    this.length = this.bytes.writeInt32BE(value, this.length)
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = Buffer.allocUnsafe((this.length + more) * 2)
    this.bytes.copy(larger, 0, 0, this.length)
    this.bytes = larger
  }
}

/** One is enough: what is written is taken at once. */
export const messages = new MessageWriter()
