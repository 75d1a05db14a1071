import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Client } from 'pg'
import { learnPage } from './floor-page.ts'
import { AS_TEXT, readFloorRows, toPositions, toRows } from './floor-rows.ts'
import { toTexts } from './floor-texts.ts'
import { readPlainQueries } from './plain/queries.ts'

/*
 * The minimum cost of this page with Node and pg: no framework, no validation, no decryption, no masking, no escaping, no
 * time limits, no transaction, no log, only two headers. The statements are the product's own, prepared once per
 * connection and sent together; the page contains Postgres's texts unchanged.
 */

const CONNECTIONS = 4
const VISITOR = /[?&]visitorImId=([^&]+)/

const { DATABASE_URL, PORT, QUERIES, SAMPLE_PAGE, SAMPLE_TARGET = '' } = process.env
const queries = readPlainQueries(QUERIES ?? '')

const clients = await Promise.all(
  Array.from({ length: CONNECTIONS }, async () => {
    const options = '-c TimeZone=UTC'
    const client = new Client({ connectionString: DATABASE_URL, pipeline: true, options, types: AS_TEXT })
    await client.connect()
    return client
  }),
)
let turn = 0

const readRows = (visitorImId: string) =>
  readFloorRows(clients[(turn = (turn + 1) % CONNECTIONS)] as Client, queries, visitorImId)
const readVisitor = (target: string) => VISITOR.exec(target)?.[1] ?? ''

const sampleVisitor = readVisitor(SAMPLE_TARGET)
const sample = await readRows(sampleVisitor)
const positions = toPositions(sample)
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
