import type { Request, RequestHandler, Response } from 'express'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ADMISSION } from '../../src/limits.ts'
import { HttpError } from '../../src/http/middleware/http-error.ts'
import { createAdmission, refuseWhenOverloaded, toSlots } from '../../src/http/middleware/admission.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] })
  // The process has run for a while.
  vi.advanceTimersByTime(10_000)
})
afterEach(() => void vi.useRealTimers())
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

type Outcome = 'served' | 'overloaded' | 'skipped' | 'failed'

/** Runs a handler as Express does, as far as an admission sees it. */
async function ask(handler: RequestHandler, isGone = false): Promise<Outcome> {
  const done = vi.fn()
  const response = { destroyed: isGone, done } as unknown as Response
  try {
    await handler({} as unknown as Request, response, () => undefined)
    return done.mock.calls.length > 0 ? 'served' : 'skipped'
  } catch (error) {
    return error instanceof HttpError ? 'overloaded' : 'failed'
  }
}

function createPage(workMs: number, options: Parameters<typeof createAdmission>[0]) {
  const admission = createAdmission(options)
  let most = 0
  const page = admission.admit(async (_request, response) => {
    most = Math.max(most, admission.count().running)
    await new Promise((settle) => setTimeout(settle, workMs))
    ;(response as unknown as { done: () => void }).done()
  })
  return { admission, page, most: () => most }
}

const counts = (outcomes: Outcome[]) => ({
  served: outcomes.filter((outcome) => outcome === 'served').length,
  overloaded: outcomes.filter((outcome) => outcome === 'overloaded').length,
})

test('queues a burst and serves it', async () => {
  const { page, most, admission } = createPage(5, { slots: () => 4 })
  const outcomes = Promise.all(Array.from({ length: 40 }, () => ask(page)))
  await pass(10 * 5)
  expect(counts(await outcomes)).toEqual({ served: 40, overloaded: 0 })
  expect(most()).toBe(4)
  expect(admission.count()).toEqual({ running: 0, waiting: 0 })
})

test('rejects queued requests in time if none completes, and later ones at once', async () => {
  const { page, admission } = createPage(1000, { slots: () => 1, fullAfterMs: 50, maxWaitMs: 500 })
  const first = ask(page)
  let outcome: Outcome | undefined
  void ask(page).then((waited) => (outcome = waited))
  await pass(50)
  expect(admission.isFull()).toBe(false)
  await pass(1)
  expect(admission.isFull()).toBe(true)
  // No time passes while it is refused.
  expect(await ask(page)).toBe('overloaded')
  await pass(448)
  expect(outcome).toBeUndefined()
  await pass(1)
  expect(outcome).toBe('overloaded')
  await pass(500)
  expect(await first).toBe('served')
  const last = ask(page)
  await pass(1000)
  expect(await last).toBe('served')
  expect(admission.count()).toEqual({ running: 0, waiting: 0 })
})

test('the queue is bounded', async () => {
  const { page, admission } = createPage(1500, { slots: () => 1, maxWaitMs: 1000 })
  const outcomes = Promise.all(Array.from({ length: 3000 }, () => ask(page)))
  expect(admission.count().waiting).toBe(ADMISSION.maxWaiting)
  expect(await ask(page)).toBe('overloaded')
  await pass(1500)
  expect(counts(await outcomes)).toEqual({ served: 1, overloaded: 2999 })
})

test('frees the slot of a failed page, and does not render pages of disconnected clients', async () => {
  const admission = createAdmission({ slots: () => 1 })
  const failing = admission.admit(() => Promise.reject(new Error('database')))
  expect(await Promise.all([ask(failing), ask(failing), ask(failing)])).toEqual([
    'failed',
    'failed',
    'failed',
  ])
  const { page } = createPage(1, { slots: () => 1 })
  const outcomes = Promise.all([ask(page), ask(page, true), ask(page)])
  await pass(2)
  expect(await outcomes).toEqual(['served', 'skipped', 'served'])
  expect(admission.count()).toEqual({ running: 0, waiting: 0 })
})

test.each([
  ['quick pages share a connection', 5, 20],
  ['two fit into the time', 1000, 20],
  ['the second one would be late', 1001, 10],
])('%s', (_name, heldMs, places) => {
  expect(toSlots(10, heldMs, 2000)).toBe(places)
})

test('serves requests in the order of their arrival, also when the capacity grows', async () => {
  let slots = 1
  const served: string[] = []
  const admission = createAdmission({ slots: () => slots })
  const page = (name: string) =>
    admission.admit(async () => {
      served.push(name)
      await new Promise((settle) => setTimeout(settle, 10))
    })
  const all = [ask(page('first')), ask(page('second'))]
  await pass(1)
  slots = 2
  all.push(ask(page('third')))
  await pass(1)
  expect(served).toEqual(['first', 'second'])
  await pass(30)
  await Promise.all(all)
  expect(served).toEqual(['first', 'second', 'third'])
})

test('refuses requests before any other work while the queue is full', () => {
  let isFull = false
  const refuse = refuseWhenOverloaded({ isFull: () => isFull })
  const next = vi.fn()
  const request = () => void refuse({} as unknown as Request, {} as unknown as Response, next)
  request()
  expect(next).toHaveBeenCalledOnce()
  isFull = true
  expect(request).toThrow(
    expect.objectContaining({ answer: { status: 503, code: 'overloaded', retryAfter: 2 } }) as Error,
  )
  expect(next).toHaveBeenCalledOnce()
})
