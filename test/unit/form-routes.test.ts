import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { FORM } from '../../src/limits.ts'
import { HttpError } from '../../src/http/middleware/http-error.ts'
import { addSealedFormRoute, addUnsealedFormRoute, readFields } from '../../src/http/routes/form.ts'

const schema = z.strictObject({ page: z.string() })

const app = express()
const admitted: string[] = []
const answer: RequestHandler = (request, response) => {
  response.json({ ...readFields(schema, request.body), isView: response.locals.isView })
}
const admit = (handler: unknown) => {
  const admitting: RequestHandler = (request, response, next) => {
    admitted.push(request.path)
    return (handler as RequestHandler)(request, response, next)
  }
  return admitting as never
}
addSealedFormRoute(app, '/sealed', { admit }, answer)
addUnsealedFormRoute(app, '/plain', answer)
const failed: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) next(error)
  else if (error instanceof HttpError) response.status(error.answer.status).json(error.answer.code)
  else response.status(400).json('express')
}
app.use(failed)

const send = (method: 'get' | 'put' | 'patch' | 'delete' | 'options', path: string) =>
  request(app)[method](path)
const post = (path: string, site?: string) => {
  const posting = request(app).post(path).type('form')
  return site === undefined ? posting : posting.set('Sec-Fetch-Site', site)
}

describe('a form', () => {
  test.each(['/sealed', '/plain'])('of the page itself is accepted: %s', async (path) => {
    const { body } = await post(path, 'same-origin').send({ page: 'a' }).expect(200)
    expect(body).toMatchObject({ page: 'a' })
  })

  test.each(['cross-site', 'same-site', 'none', ''])('of another site (%s) is refused', async (site) => {
    for (const path of ['/sealed', '/plain']) {
      const { body } = await post(path, site).send({ page: 'a' }).expect(403)
      expect(body).toBe('cross_site_request')
    }
  })

  test('without an origin is accepted only with a seal', async () => {
    await post('/sealed').send({ page: 'a' }).expect(200)
    await post('/plain').send({ page: 'a' }).expect(403)
  })

  test('of a customer’s page is logged as a view and waits for admission after it is read', async () => {
    admitted.length = 0
    const { body } = await post('/sealed', 'same-origin').send({ page: 'a' })
    expect(body).toEqual({ page: 'a', isView: true })
    await post('/sealed', 'same-origin')
      .send({ page: 'x'.repeat(FORM.bytes) })
      .expect(400)
    await post('/sealed', 'cross-site').send({ page: 'a' }).expect(403)
    const { body: plain } = await post('/plain', 'same-origin').send({ page: 'a' })
    expect(plain).toEqual({ page: 'a' })
    expect(admitted).toEqual(['/sealed'])
  })

  test.each(['get', 'put', 'patch', 'delete', 'options'] as const)('cannot be sent by %s', async (method) => {
    for (const path of ['/sealed', '/plain'])
      await send(method, path).set('Sec-Fetch-Site', 'same-origin').expect(405).expect('Allow', 'POST')
  })
})

describe('the fields of a form', () => {
  const statusOf = async (body: string, headers = {}) => {
    const { status } = await post('/sealed').set(headers).send(body)
    return status
  }
  test.each([
    ['none', ''],
    ['another one', 'other=a'],
    ['one too many', 'page=a&other=b'],
    ['one that is repeated', 'page=a&page=b'],
    ['one that is nested', 'page[a]=b'],
    ['more than any form has', 'page=a' + '&x=1'.repeat(FORM.fields)],
  ])('are refused if there is %s', async (_what, body) => expect(await statusOf(body)).toBe(400))

  test('are limited to 64 KiB', async () => {
    expect(await statusOf(`page=${'x'.repeat(FORM.bytes - 5)}`)).toBe(200)
    expect(await statusOf(`page=${'x'.repeat(FORM.bytes - 4)}`)).toBe(400)
  })

  test('are read from an uncompressed form only', async () => {
    expect(await statusOf('page=a', { 'Content-Encoding': 'gzip' })).toBe(400)
    expect(await statusOf('{"page":"a"}', { 'Content-Type': 'application/json' })).toBe(400)
  })
})
