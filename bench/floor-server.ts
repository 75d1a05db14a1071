import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Client, type QueryArrayResult } from 'pg'
import { readQueryFile } from '../src/customer/query-file/query-file.ts'
import { learnPage } from './floor-page.ts'
import { toTexts, type FloorRows, type Positions, type TextRow } from './floor-texts.ts'

/*
 * The least that this page can cost with Node and pg: no framework, no validation, no decryption, no masking, no escaping, no
 * time limits, no transaction, no log, no header but two. The statements are the product's own, prepared once on each
 * connection and sent together; what Postgres writes is put on the page as text.
 */

const CONNECTIONS = 4
const VISITOR = /[?&]visitorImId=([^&]+)/
const NAMES = ['customer', 'summary', 'orders', 'conversations', 'channels'] as const
type Name = (typeof NAMES)[number]

const { DATABASE_URL, PORT, QUERIES, SAMPLE_PAGE, SAMPLE_TARGET = '' } = process.env
const FILES: Record<Name, string> = {
  customer: 'customer.sql',
  summary: 'panels/10-summary.sql',
  orders: 'panels/20-orders.sql',
  conversations: 'panels/25-conversations.sql',
  channels: 'panels/30-channels.sql',
}
const statements = Object.fromEntries(
  NAMES.map((name) => [name, readQueryFile(`${QUERIES ?? ''}/${FILES[name]}`).file]),
) as Record<Name, ReturnType<typeof readQueryFile>['file']>

const clients = await Promise.all(
  Array.from({ length: CONNECTIONS }, async () => {
    const client = new Client({
      connectionString: DATABASE_URL,
      pipeline: true,
      options: '-c TimeZone=UTC',
      types: { getTypeParser: () => String },
    })
    await client.connect()
    return client
  }),
)
let turn = 0

async function readRows(visitorImId: string) {
  const client = clients[(turn = (turn + 1) % CONNECTIONS)] as Client
  const values = new Map([
    ['visitorImId', visitorImId],
    ['channel', 'web'],
  ])
  function run(name: Name): Promise<QueryArrayResult<TextRow>> {
    const { text, parameters } = statements[name]
    const query = { name, text, values: parameters.map((parameter) => values.get(parameter) ?? null) }
    return client.query<TextRow>({ ...query, rowMode: 'array' })
  }
  const customer = await run('customer')
  values.set('customerId', customer.rows[0]?.[0] ?? '')
  const [summary, orders, conversations, channels] = await Promise.all([
    run('summary'),
    run('orders'),
    run('conversations'),
    run('channels'),
  ])
  return { customer, summary, orders, conversations, channels }
}

function toRows(results: Record<Name, QueryArrayResult<TextRow>>): FloorRows {
  const { customer, summary, orders, conversations, channels } = results
  return {
    ...{ customer: customer.rows[0] ?? [], summary: summary.rows[0] ?? [] },
    ...{ orders: orders.rows, conversations: conversations.rows, channels: channels.rows },
  }
}

const readVisitor = (target: string) => VISITOR.exec(target)?.[1] ?? ''

const sampleVisitor = readVisitor(SAMPLE_TARGET)
const sample = await readRows(sampleVisitor)
const positionsOf = ({ fields }: QueryArrayResult) => new Map(fields.map(({ name }, index) => [name, index]))
const positions: Positions = {
  customer: positionsOf(sample.customer),
  summary: positionsOf(sample.summary),
  orders: positionsOf(sample.orders),
  conversations: positionsOf(sample.conversations),
  channels: positionsOf(sample.channels),
}
const toPage = learnPage(
  readFileSync(SAMPLE_PAGE ?? '', 'utf8'),
  toTexts(toRows(sample), positions, sampleVisitor),
)

createServer((request, response) => {
  const visitorImId = readVisitor(request.url ?? '')
  readRows(visitorImId).then(
    (results) => {
      const html = toPage(toTexts(toRows(results), positions, visitorImId), randomUUID())
      const length = Buffer.byteLength(html)
      response
        .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': length })
        .end(html)
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
}).listen(Number(PORT), '127.0.0.1')

process.once('SIGTERM', () => process.exit())
