import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type Response } from 'express'
import { expect, test, vi } from 'vitest'
import type { Profile } from '../../src/customer/profile.ts'
import { requestContext } from '../../src/ops/request-context.ts'
import type { Visit } from '../../src/visit/read-visit.ts'

test('an answer is told once with what is known of it, and then holds no customer', async () => {
  let answer: Response | undefined
  const onEnd = vi.fn((_request: unknown, { locals }: Response) => ({ ...locals }))
  const app = express()
  app.use(requestContext('en', onEnd))
  app.get('/', (_request, response) => {
    answer = response
    response.locals.visit = { channel: 'web' } as Visit
    response.locals.profile = { outcome: 'found' } as Profile
    response.locals.candidateIds = ['7']
    response.send('')
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await fetch(`http://127.0.0.1:${port}/`)
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce())
  expect(onEnd.mock.results[0]?.value).toMatchObject({ visit: { channel: 'web' }, candidateIds: ['7'] })
  expect(answer?.locals).toMatchObject({ visit: undefined, profile: undefined, candidateIds: undefined })
  server.close()
})
