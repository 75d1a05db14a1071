import { readFileSync } from 'node:fs'
import express from 'express'

/* What Express alone costs: one route, which answers with a page of ours as a constant. */

const { PORT, SAMPLE_PAGE } = process.env
const page = readFileSync(SAMPLE_PAGE ?? '', 'utf8')

const app = express()
app.disable('x-powered-by')
app.disable('etag')
app.get('/', (_request, response) => {
  response.type('html').send(page)
})
app.listen(Number(PORT), '127.0.0.1')

process.once('SIGTERM', () => process.exit())
