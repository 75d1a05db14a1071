import { readFileSync } from 'node:fs'
import express from 'express'

/* The cost of Express alone: one route that returns one of our pages as a constant. */

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
