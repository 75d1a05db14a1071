import { types, type Connection } from 'pg'
import { serialize } from 'pg-protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPool } from '../../src/database/pool.ts'
import { cloneDatabase } from '../support/database.ts'

/* The undocumented behaviour on which src/database/pipelined-batch.ts relies, tested with the installed pg. */

let database: Awaited<ReturnType<typeof cloneDatabase>>
let pool: ReturnType<typeof createPool>

beforeAll(async () => {
  database = await cloneDatabase()
  pool = createPool({ url: database.url, max: 1, timeoutMs: 10_000, onLost: () => undefined })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const HANDLERS = [
  ...(['handleRowDescription', 'handleDataRow', 'handleCommandComplete', 'handleEmptyQuery'] as const),
  ...(['handleReadyForQuery', 'handleError'] as const),
]

type Call = readonly [name: string, message: unknown]

/** Writes messages on a connection, like a batch, and records which of its methods the driver calls. */
async function exchange(messages: readonly Buffer[]) {
  const client = await pool.connect()
  const calls: Call[] = []
  let connection: Connection | undefined
  const events = ['parseComplete', 'bindComplete'] as const
  const noteEvent = events.map((event) => [event, () => void calls.push([event, undefined])] as const)
  await new Promise<void>((resolve) => {
    const note = (name: string) => (message: unknown) => {
      calls.push([name, message])
      if (name === 'handleReadyForQuery' || name === 'handleError') resolve()
    }
    const submittable = {
      ...Object.fromEntries(HANDLERS.map((name) => [name, note(name)])),
      submit(given: Connection) {
        connection = given
        for (const [event, listener] of noteEvent) given.on(event, listener)
        given.stream.write(Buffer.concat(messages))
      },
    }
    expect(client.query(submittable)).toBe(submittable)
  })
  for (const [event, listener] of noteEvent) connection?.off(event, listener)
  return { client, calls, names: calls.map(([name]) => name) }
}

const toMessages = (text: string, values: (string | null)[] = []) => [
  serialize.parse({ text }),
  serialize.bind({ values }),
  serialize.describe({ type: 'P' }),
  serialize.execute(),
]
const messageOf = (calls: readonly Call[], name: string) => calls.find(([each]) => each === name)?.[1]

test('the driver passes each message of a batch’s answer to the submitted object', async () => {
  const batch = [
    ...toMessages('select $1::text as a, null::int as b from generate_series(1, 2)', ['x']),
    ...[serialize.flush(), ...toMessages(''), serialize.sync()],
  ]
  const { client, calls, names } = await exchange(batch)
  client.release()
  expect(names).toEqual([
    ...['parseComplete', 'bindComplete', 'handleRowDescription', 'handleDataRow', 'handleDataRow'],
    ...['handleCommandComplete', 'parseComplete', 'bindComplete', 'handleEmptyQuery', 'handleReadyForQuery'],
  ])
  expect(messageOf(calls, 'handleRowDescription')).toMatchObject({
    fields: [
      { name: 'a', dataTypeID: 25, tableID: 0 },
      { name: 'b', dataTypeID: 23, tableID: 0 },
    ],
  })
  const rows = calls.filter(([name]) => name === 'handleDataRow').map(([, message]) => message)
  const [first, second] = rows as { fields: unknown[] }[]
  expect(first?.fields).toEqual(['x', null])
  expect(second?.fields).not.toBe(first?.fields)
})

test('runs a named statement again without its text, and closes it', async () => {
  const name = 'named'
  const run = [serialize.bind({ statement: name }), serialize.execute()]
  const { client, names } = await exchange([
    ...[serialize.close({ type: 'S', name }), serialize.parse({ name, text: 'select 1' }), ...run, ...run],
    serialize.sync(),
  ])
  client.release()
  expect(names.filter((each) => each === 'handleDataRow')).toHaveLength(2)
})

test('ends the batch on an error, and reports its phase', async () => {
  const { client, names } = await exchange([...toMessages('select $1::int', ['x']), serialize.sync()])
  client.release(true)
  expect(names).toEqual(['parseComplete', 'handleError'])
})

test('reports the end of the connection as an error of the batch', async () => {
  const messages = [...toMessages('select pg_terminate_backend(pg_backend_pid())'), serialize.sync()]
  const { client, names } = await exchange(messages)
  expect(names.at(-1)).toBe('handleError')
  // An unusable connection also rejects the next batch.
  const error = await new Promise((resolve) => {
    const handlers = Object.fromEntries(HANDLERS.map((name) => [name, resolve]))
    client.query({ ...handlers, submit: () => resolve(undefined) })
  })
  expect(error).toBeInstanceOf(Error)
  client.release(true)
})

test('reports the driver’s own time limit through the object’s callback', async () => {
  const client = await pool.connect()
  const submittable = {
    callback: null as null | (() => void),
    query_timeout: 5000,
    submit: () => undefined,
    handleError: () => undefined,
  }
  client.query(submittable)
  // The driver has installed its own, which ends the limit.
  expect(submittable.callback).toBeTypeOf('function')
  submittable.callback?.()
  client.release(true)
})

test('a client knows its process id, and parses values with its pool’s parsers', async () => {
  const client = await pool.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  expect((client as unknown as { processID: unknown }).processID).toBe(rows[0]?.pid)
  const { BOOL } = types.builtins
  const parse = client.getTypeParser(BOOL, 'text') as (text: string) => unknown
  expect(parse('t')).toBe(true)
  client.release()
})

test('can destroy the socket of a connection with a reason', async () => {
  const client = await pool.connect()
  const reason = new Error('no answer')
  const error = await new Promise((resolve) => {
    const handlers = Object.fromEntries(HANDLERS.map((name) => [name, resolve]))
    client.query({ ...handlers, submit: ({ stream }: Connection) => void stream.destroy(reason) })
  })
  expect(error).toBe(reason)
  client.release(true)
})
