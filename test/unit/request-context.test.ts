import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type Response } from 'express'
import { expect, test, vi } from 'vitest'
import type { Profile } from '../../src/customer/profile.ts'
import { requestContext } from '../../src/http/middleware/request-context.ts'
import type { Visit } from '../../src/visit/read-visit.ts'

/** An app whose answers know a visit, on a port. */
async function start(finish: (response: Response) => void) {
  const answers: Response[] = []
  const onEnd = vi.fn((_request: unknown, { locals }: Response) => ({ ...locals }))
  const app = express()
  app.use(requestContext('en', onEnd))
  app.get('/', (_request, response) => {
    answers.push(response)
    response.locals.visit = { channel: 'web' } as Visit
    response.locals.profile = { outcome: 'found' } as Profile
    response.locals.candidateIds = ['7']
    finish(response)
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { answers, onEnd, server, url: `http://127.0.0.1:${port}/` }
}

test('reports a response once, and then releases the customer’s data', async () => {
  const { answers, onEnd, server, url } = await start((response) => response.send(''))
  await fetch(url)
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce())
  expect(onEnd.mock.results[0]?.value).toMatchObject({ visit: { channel: 'web' }, candidateIds: ['7'] })
  expect(answers[0]?.locals).toMatchObject({
    visit: undefined,
    profile: undefined,
    candidateIds: undefined,
  })
  server.close()
})

test('keeps the request’s data for handlers that outlive the client', async () => {
  const gone = new AbortController()
  const { answers, onEnd, server, url } = await start(() => gone.abort())
  await expect(fetch(url, { signal: gone.signal })).rejects.toThrow()
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce())
  expect(answers[0]?.locals.visit).toEqual({ channel: 'web' })
  server.close()
})
