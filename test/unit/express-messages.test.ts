import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import express from 'express'
import { expect, test } from 'vitest'
import { createMessages } from '../../src/http/server/express-messages.ts'

test('creates requests and responses with Express’s prototypes', () => {
  const app = express()
  const messages = createMessages(app)
  const request = new messages.IncomingMessage(new Socket())
  const response = new messages.ServerResponse(request)
  const before = [request, response].map((message) => Object.getPrototypeOf(message) as unknown)
  app.use((_request, answer) => void answer.json({}))
  app(request as unknown as express.Request, response as unknown as express.Response)
  expect([request, response].map((message) => Object.getPrototypeOf(message) as unknown)).toEqual(before)
  expect(before[0]).toBe(app.request)
  expect(before[1]).toBe(app.response)
  expect(request).toBeInstanceOf(IncomingMessage)
  expect(response).toBeInstanceOf(ServerResponse)
})

test('gives each app its own classes', () => {
  const [one, other] = [express(), express()]
  const messages = createMessages(one)
  createMessages(other)
  expect(new messages.IncomingMessage(new Socket())).toHaveProperty('app', one)
})
