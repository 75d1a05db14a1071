import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLog } from '../../src/logging/log.ts'
import { createLogOutput } from '../../src/logging/log-output.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** A log on a stream that takes lines when the test says so. */
function start(limitBytes: number) {
  const written: string[] = []
  const resumed: number[] = []
  const state = { isStalled: false, error: null as Error | null }
  let waiting: (() => void) | undefined
  const stream = {
    write(text: string, done: (error: Error | null) => void) {
      const take = () => {
        if (!state.error) written.push(text)
        setImmediate(done, state.error)
      }
      if (state.isStalled) waiting = take
      else take()
    },
  }
  const output = createLogOutput({ stream, limitBytes, onResumed: (dropped) => resumed.push(dropped) })
  return {
    output,
    resumed,
    state,
    log: createLog('info', output),
    events: () =>
      written
        .join('')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { event: string; n: number }),
    resume: async () => {
      state.isStalled = false
      waiting?.()
      await settle()
    },
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((done) => setImmediate(done))
}

test('writes whole lines in their order', async () => {
  const { log, output, events } = start(10_000)
  for (let n = 0; n < 50; n += 1) log.info({ event: 'x', n })
  await settle()
  expect(events().map(({ n }) => n)).toEqual([...Array(50).keys()])
  expect(output.backlogBytes()).toBe(0)
})

describe('while the log is not read', () => {
  test('log lines are dropped beyond the bound, and counted', () => {
    const { log, output, state } = start(1000)
    state.isStalled = true
    for (let n = 0; n < 100; n += 1) log.warn({ event: 'panel', n })
    expect(output.backlogBytes()).toBeLessThanOrEqual(1000)
    expect(output.droppedLines()).toBeGreaterThan(80)
    expect(output.isFull()).toBe(false)
  })

  test('audit lines are never dropped', async () => {
    const { log, output, state, events, resume, resumed } = start(1000)
    state.isStalled = true
    let views = 0
    const audit = (event: string, n: number) => output.writeAudit(`${JSON.stringify({ event, n })}\n`)
    for (; !output.isFull(); views += 1) audit('view', views)
    // Of pages under way.
    audit('view', views)
    audit('reveal', 1)
    log.warn({ event: 'panel', n: 1 })
    expect(output.droppedLines()).toBe(1)
    await resume()
    expect(output.isFull()).toBe(false)
    expect(events().filter(({ event }) => event === 'view')).toHaveLength(views + 1)
    expect(events().filter(({ event }) => event === 'reveal')).toHaveLength(1)
    expect(resumed).toEqual([1])
    expect(output.backlogBytes()).toBe(0)
  })

  test('a flush ends in time', async () => {
    vi.useRealTimers()
    const { log, output, state } = start(1000)
    state.isStalled = true
    log.info({ event: 'view' })
    const started = performance.now()
    await output.flush(100)
    expect(performance.now() - started).toBeLessThan(5000)
    expect(output.backlogBytes()).toBeGreaterThan(0)
  })
})

test('retries failed writes without losing a line', async () => {
  const { log, output, state, events } = start(1000)
  state.error = new Error('No room')
  log.info({ event: 'view', n: 1 })
  log.info({ event: 'view', n: 2 })
  await settle()
  vi.advanceTimersByTime(1000)
  await settle()
  expect(output.backlogBytes()).toBeGreaterThan(0)
  state.error = null
  vi.advanceTimersByTime(1000)
  await settle()
  expect(events().map(({ n }) => n)).toEqual([1, 2])
  expect(output.backlogBytes()).toBe(0)
})

test('waits for the last line in a flush', async () => {
  vi.useRealTimers()
  const { log, output, state, events, resume } = start(1000)
  state.isStalled = true
  log.info({ event: 'stopped' })
  setTimeout(() => void resume(), 50)
  await output.flush(5000)
  expect(events()).toHaveLength(1)
})
