import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { Pool } from 'pg'
import { createPool } from '../../src/database/pool.ts'
import { TEXT } from '../../src/database/type-numbers.ts'

/** What a statement returns. Columns are text unless they have a type; a column of a table has its OID. */
export interface Table {
  columns: readonly (string | { name: string; type?: number; table?: number })[]
  rows: readonly (readonly (string | null)[])[]
}

/** How a statement fails. With `where`, at its values: `unnamed portal parameter $1`. */
export interface Refusal {
  code: string
  message?: string
  position?: number
  where?: string
}

export type Answer = (text: string, values: readonly (string | null)[]) => Table | Refusal | undefined

const EMPTY: Table = { columns: [], rows: [] }

/**
 * A server that speaks Postgres's protocol, as far as the driver needs it, and answers by a function: what is read from
 * it passes through the real driver, but the test decides the contents. Transaction control returns no rows.
 */
export async function startPostgres(answer: Answer) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    socket.setNoDelay()
    sockets.add(socket.once('close', () => sockets.delete(socket)).on('error', () => undefined))
    serve(socket, answer)
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const { port } = server.address() as AddressInfo
  const pool: Pool = createPool({
    url: `postgres://crm@127.0.0.1:${String(port)}/crm`,
    max: 4,
    timeoutMs: 5000,
    onLost: () => undefined,
  })
  return {
    pool,
    close: async () => {
      await pool.end()
      for (const socket of sockets) socket.destroy()
      await new Promise((settle) => server.close(settle))
    },
  }
}

function serve(socket: Socket, answer: Answer): void {
  const statements = new Map<string, string>()
  let unread = Buffer.alloc(0)
  let isStarted = false
  let portal: Table = EMPTY
  /** After an error, everything up to the next Sync is skipped. */
  let isSkipping = false

  const say = (...messages: Buffer[]) => void socket.write(Buffer.concat(messages))
  function refuse({ code, message = 'refused', position, where }: Refusal): void {
    isSkipping = true
    const place = [
      ...(position === undefined ? [] : [`P${String(position)}`]),
      ...(where === undefined ? [] : [`W${where}`]),
    ]
    say(toMessage('E', toText('SERROR', `C${code}`, `M${message}`, ...place), Buffer.from([0])))
  }
  /** Returns what a statement returns, or refuses it. */
  function run(text: string, values: readonly (string | null)[]): Table | null {
    const answered = answer(text, values) ?? EMPTY
    if (!('code' in answered)) return answered
    refuse(answered)
    return null
  }

  const handlers: Record<string, (body: Buffer) => void> = {
    Q(body) {
      const table = run(readText(body, 0).text, [])
      if (table) say(...toRowDescription(table), ...toRows(table))
      isSkipping = false
      say(READY)
    },
    P(body) {
      const { text: name, end } = readText(body, 0)
      statements.set(name, readText(body, end).text)
      say(toMessage('1'))
    },
    B(body) {
      const { name, values } = readBind(body)
      const table = run(statements.get(name) ?? '', values)
      if (!table) return
      portal = table
      say(toMessage('2'))
    },
    D(body) {
      if (body[0] === 'P'.charCodeAt(0)) say(...toRowDescription(portal))
      else {
        const table = run(statements.get(readText(body, 1).text) ?? '', [])
        if (table) say(toMessage('t', Buffer.alloc(2)), ...toRowDescription(table))
      }
    },
    E: () => say(...toRows(portal)),
    C: () => say(toMessage('3')),
    S() {
      isSkipping = false
      say(READY)
    },
  }

  socket.on('data', (bytes: Buffer) => {
    unread = Buffer.concat([unread, bytes])
    for (;;) {
      // The first message has no type.
      const at = isStarted ? 1 : 0
      if (unread.length < at + 4) return
      const end = at + unread.readInt32BE(at)
      if (unread.length < end) return
      const [type, body] = [unread.toString('latin1', 0, at), unread.subarray(at + 4, end)]
      unread = unread.subarray(end)
      if (!isStarted) {
        isStarted = true
        say(toMessage('R', Buffer.alloc(4)), toMessage('K', Buffer.alloc(8)), READY)
      } else if (!isSkipping || type === 'S') handlers[type]?.(body)
    }
  })
}

function toMessage(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), toInt32(body.length + 4), body])
}

function toInt32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const toInt16 = (value: number) => toInt32(value).subarray(2)
const toText = (...texts: string[]) => Buffer.from(texts.map((text) => `${text}\0`).join(''))

const READY = toMessage('Z', Buffer.from('I'))

function toRowDescription({ columns }: Table): Buffer[] {
  if (columns.length === 0) return [toMessage('n')]
  const fields = columns.map((column) => {
    const { name, type = TEXT, table = 0 } = typeof column === 'string' ? { name: column } : column
    return Buffer.concat([toText(name), toInt32(table), toInt16(0), toInt32(type), Buffer.alloc(8)])
  })
  return [toMessage('T', toInt16(columns.length), ...fields)]
}

function toRows({ rows }: Table): Buffer[] {
  const messages = rows.map((row) => {
    const values = row.map((value) => {
      if (value === null) return toInt32(-1)
      const bytes = Buffer.from(value)
      return Buffer.concat([toInt32(bytes.length), bytes])
    })
    return toMessage('D', toInt16(row.length), ...values)
  })
  return [...messages, toMessage('C', toText(`SELECT ${String(rows.length)}`))]
}

function readText(body: Buffer, from: number): { text: string; end: number } {
  const end = body.indexOf(0, from)
  return { text: body.toString('utf8', from, end), end: end + 1 }
}

/** Parses the name of a statement and its values, all of which are sent as text. */
function readBind(body: Buffer): { name: string; values: (string | null)[] } {
  const { text: name, end } = readText(body, readText(body, 0).end)
  let at = end + 2 + 2 * body.readInt16BE(end)
  const values = Array.from({ length: body.readInt16BE(at) })
  at += 2
  return {
    name,
    values: values.map(() => {
      const length = body.readInt32BE(at)
      at += 4
      if (length === -1) return null
      at += length
      return body.toString('utf8', at - length, at)
    }),
  }
}
