import { expect, test } from 'vitest'
import type { LinkRequest, LinkResult } from '../../src/customer/link.ts'
import { createBackgroundLinker } from '../../src/customer/background-linker.ts'

const LINKED: LinkResult = { status: 'linked', isUndoable: true }

function start(write: (request: LinkRequest) => Promise<LinkResult> = () => Promise.resolve(LINKED)) {
  const events: string[] = []
  const linker = createBackgroundLinker({
    link: (request) => {
      events.push(`written for ${request.visitorImId}`)
      return write(request)
    },
  })
  const link = (visitorImId: string, before: () => Promise<void> = () => Promise.resolve()) =>
    linker.link({ visitorImId } as LinkRequest, {
      before,
      done: ({ status }) => Promise.resolve(void events.push(`${visitorImId} ${status}`)),
      failed: (error) => void events.push(`${visitorImId} failed: ${(error as Error).message}`),
    })
  return { events, link, settle: () => linker.settle() }
}

test('links a visitor once for simultaneous pages, and again later', async () => {
  const { events, link, settle } = start()
  link('a')
  link('a')
  link('b')
  await settle()
  expect(events.toSorted()).toEqual(['a linked', 'b linked', 'written for a', 'written for b'])
  link('a')
  await settle()
  expect(events.filter((event) => event === 'written for a')).toHaveLength(2)
})

test('writes nothing that cannot be audited first', async () => {
  const { events, link, settle } = start()
  link('a', () => Promise.reject(new Error('no audit')))
  await settle()
  expect(events).toEqual(['a failed: no audit'])
})

test('logs a failure, and tries again with the next page', async () => {
  const { events, link, settle } = start(() => Promise.reject(new Error('no database')))
  link('a')
  await settle()
  link('a')
  await settle()
  expect(events).toEqual(['written for a', 'a failed: no database', 'written for a', 'a failed: no database'])
})

test('leaves visitors beyond a hundred at a time to their next page', async () => {
  let answer: (result: LinkResult) => void = () => undefined
  const answered = new Promise<LinkResult>((settle) => (answer = settle))
  const { events, link, settle } = start(() => answered)
  for (let visitor = 0; visitor < 150; visitor += 1) link(String(visitor))
  answer(LINKED)
  await settle()
  expect(events.filter((event) => event.endsWith('linked'))).toHaveLength(100)
  link('149')
  await settle()
  expect(events).toContain('149 linked')
})
