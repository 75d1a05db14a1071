import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encryptDesHex } from '../../src/visit/des.ts'
import { startApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { copyBundledQueries } from '../support/queries.ts'
import { withoutMoment } from '../support/reveal-form.ts'

/*
 * An attacker who controls parameters tries to read Emma's masked phone number: each answer to a right guess is compared
 * with one to a wrong guess of the same shape. They must be identical, apart from the guess itself and what differs in
 * every response, and must have the same length.
 */

const KEY = 'key-of-the-console'
const VISITOR = 'webim-visitor-8K2FTG9QTYWRT8EYVJ7F'
const RIGHT = { phone: '12025550143', email: 'emma.johansson@example.com' }
const WRONG = { phone: '12025550987', email: 'emma.johanssen@example.org' }

/** A panel that repeats the input, unchanged and in expressions, next to numbers of the database. */
const ECHO = `-- column secret: Secret | 密码 | mask
select :to::text as echo, 'to ' || :userId::text as told, nullif(:tenantId::text, '')::numeric as number, '12025550143' as secret,
  phone as note from customers where id::text = :customerId::text`

let database: Awaited<ReturnType<typeof cloneDatabase>>
const servers = new Map<string, Awaited<ReturnType<typeof startApp>>>()
beforeAll(async () => {
  database = await cloneDatabase()
  const directory = copyBundledQueries({ 'panels/60-echo.sql': ECHO })
  for (const mode of ['off', 'custom', 'all']) {
    const key = mode === 'off' ? {} : { HYPHENATE_DES_KEY: KEY }
    servers.set(
      mode,
      await startApp(database.url, {
        QUERIES_DIR: directory,
        HYPHENATE_ENCRYPTION: mode,
        ...key,
        RATE_LIMIT_PER_MINUTE: '0',
      }),
    )
  }
})
afterAll(async () => {
  for (const server of servers.values()) await server.close()
  await database.drop()
})

type Guess = (guess: string) => Record<string, string>

const CUSTOM: Guess = (guess) => ({ q: guess })
const GUESSES: [string, Guess][] = [
  ['a custom value', CUSTOM],
  ['a custom name', (guess) => ({ [guess]: 'x' })],
  ['a name without a value', (guess) => ({ [guess]: '' })],
  ...[
    'to',
    'nickname',
    'desc',
    'userId',
    'tenantId',
    'agentId',
    'agentName',
    'email',
    'easemobId',
    'techChannelName',
  ].map((name): [string, Guess] => [`the parameter ${name}`, (guess) => ({ [name]: guess })]),
]

/** Every seven consecutive digits of the number. */
const windows = (phone: string) => [phone, phone.slice(1, 8), phone.slice(4), `call ${phone.slice(4)}`]
const list = (digits: string) =>
  Array.from({ length: 100 }, (_, at) => `${digits}${String(at).padStart(2, '0')}`).join('x')

async function ask(mode: string, fields: Record<string, string>, accept: string) {
  const encrypt = (name: string, value: string) =>
    mode === 'all' || (mode === 'custom' && name === 'q') ? encryptDesHex(KEY, value) : value
  const query = new URLSearchParams({ visitorImId: encrypt('visitorImId', VISITOR) })
  for (const [name, value] of Object.entries(fields))
    query.append(name, value === '' ? value : encrypt(name, value))
  const server = servers.get(mode)
  if (!server) throw new Error(`No server has the mode ${mode}`)
  const { text } = await server.get(`/?${query.toString()}`, { Accept: accept }).expect(200)
  return text
}

/** Replaces the input, masked or not, by text of the same length. */
function strip(text: string, sent: string): string {
  const beginning = sent.slice(0, 80)
  return withoutMoment(text)
    .replaceAll(sent, 'x'.repeat(sent.length))
    .replaceAll(`${beginning}…`, `${'x'.repeat(beginning.length)}…`)
}

let answers = 0
describe.each(['off', 'custom', 'all'])('encryption %s', (mode) => {
  test.each(GUESSES)('reveals nothing about a masked value through %s', async (_name, guess) => {
    const phones = windows(RIGHT.phone).map((right, at) => [right, windows(WRONG.phone)[at] ?? ''])
    const pairs = [
      // The position of the digits in a guess matters to the comparison in the same way in every mode.
      ...(mode === 'off' ? phones : phones.slice(0, 1)),
      [RIGHT.email, WRONG.email],
      [list('20255'), list('98755')],
    ]
    for (const [right = '', wrong = ''] of pairs) {
      if (right.length > 100 && guess !== CUSTOM) continue
      for (const accept of ['text/html', 'application/json']) {
        const [one, other] = [await ask(mode, guess(right), accept), await ask(mode, guess(wrong), accept)]
        answers += 2
        // The visible rest of a masked guess belongs to the guess.
        const masked = (text: string, sent: string) =>
          strip(text, sent).replaceAll(/(?:\d{3}\s|\w\w?)?•{2,4}(?:\s?\d{2,4}|\w\w|@[\w.]+)?/g, (mask) =>
            '•'.repeat(mask.length),
          )
        expect(masked(one, right)).toBe(masked(other, wrong))
        const length = (text: string) => Buffer.byteLength(withoutMoment(text))
        expect(length(one)).toBe(length(other))
      }
    }
  })
})

test('covered hundreds of answers, and no log line contains a guess', () => {
  expect(answers).toBeGreaterThan(450)
  const lines = [...servers.values()].flatMap(({ lines: all }) => all)
  const audits = [...servers.values()].flatMap((server) => server.audits)
  expect(audits.filter(({ action }) => action === 'reveal')).toEqual([])
  for (const secret of [RIGHT.phone, '2025550143', RIGHT.email]) expect(lines.join('')).not.toContain(secret)
})

test('takes the same time for a right guess as for a wrong one', async () => {
  const times: Record<'right' | 'wrong', number[]> = { right: [], wrong: [] }
  for (let round = 0; round < 30; round += 1) {
    for (const [kind, guess] of [
      ['right', list('20255')],
      ['wrong', list('98755')],
    ] as const) {
      const started = performance.now()
      await ask('off', { q: guess }, 'text/html')
      times[kind].push(performance.now() - started)
    }
  }
  const median = (all: number[]) => all.sort((a, b) => a - b)[all.length / 2] ?? 0
  // Wide, for a busy machine: a redaction that stops at the first match differed by much more on long lists.
  expect(median(times.right) / median(times.wrong)).toBeGreaterThan(0.5)
  expect(median(times.right) / median(times.wrong)).toBeLessThan(2)
})
