import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { CLIENTS } from '../../src/simulator/clients.ts'
import { repairPairs } from '../../src/visit/client-repairs.ts'
import { encryptDesHex } from '../../src/visit/des.ts'
import { ParametersError, VisitorUndecryptableError } from '../../src/visit/parameters-error.ts'
import { parseQuery } from '../../src/visit/query-string.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { hasControlCharacter, hasLostBytes, isAbsent } from '../../src/visit/text.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'
import { CASES } from '../support/cases.ts'

const KEY = '12345678'
const decrypt = createValueDecryptor([KEY])
const readers = (['off', 'custom', 'all'] as const).map((mode) => createVisitReader({ mode, decrypt }))

const id = fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/)
const uuid = fc.uuid()

/** What repairs look for, and what could be taken for it. */
const fragment = fc.oneof(
  fc.constantFrom(
    'to=',
    'to=(null)',
    '(null)',
    '&',
    '=',
    '?easemobId',
    '?easemobId=',
    '?',
    '%',
    '+',
    ' ',
    '李',
    '\ufffd',
    'f',
  ),
  fc.constantFrom(
    'nickname=',
    '&nickname=a',
    '&serviceNumber=',
    'gh_1',
    'kefuchannelimid_2',
    '&visitorImId=',
    'undefined',
    ...['&ssid=1', '&desc=a', '&trueName=a', '&agentId=f', 'b&visitorImId=other&c=', '&amp;'],
  ),
  fc.constantFrom(
    '\0',
    '\x1f',
    '\u0085',
    encryptDesHex(KEY, 'a'),
    Buffer.from(encryptDesHex(KEY, 'b'), 'hex').toString('base64'),
  ),
  id,
  uuid,
)
const glued = fc.array(fragment, { maxLength: 6 }).map((parts) => parts.join(''))
const name = fc.oneof(
  {
    arbitrary: fc.constantFrom(
      'visitorImId',
      'easemobId',
      'to',
      'nickname',
      'serviceNumber',
      'agentId',
      'lang',
      'x',
    ),
    weight: 6,
  },
  { arbitrary: glued, weight: 2 },
)
const pairs = fc.array(fc.record({ name, value: glued }), { maxLength: 8 })

/** A query of our fragments, percent-encoded or not. */
const madeTarget = fc.tuple(pairs, fc.boolean()).map(([list, encoded]) => {
  const write = (text: string) => (encoded ? encodeURIComponent(text) : Buffer.from(text).toString('latin1'))
  return `/?${list.map((pair) => `${write(pair.name)}=${write(pair.value)}`).join('&')}`
})
/** Any bytes at all, as Node hands them over. */
const anyTarget = fc
  .uint8Array({ maxLength: 200 })
  .map((bytes) => `/?${Buffer.from(bytes).toString('latin1')}`)
const target = fc.oneof(madeTarget, madeTarget, anyTarget)

/** Everything that was sent, and what the pieces of it between separators decrypt to. */
function sentTexts(sent: string): string[] {
  const texts = parseQuery(sent).flatMap((pair) => [pair.name, pair.value])
  const pieces = texts.flatMap((text) => [text, ...text.split(/to=|&/)])
  return [
    ...texts,
    ...pieces.map((piece) => decrypt(piece)).flatMap((result) => (result.ok ? [result.text] : [])),
  ]
}

/** A property's share of all cases. */
const runs = (share: number) => ({ numRuns: Math.ceil(CASES * share) })

vi.setConfig({ testTimeout: 60_000 + CASES })

describe('any query', () => {
  test('is split as by URLSearchParams', () => {
    fc.assert(
      fc.property(target, (sent) => {
        const query = new URLSearchParams(sent.slice(sent.indexOf('?') + 1))
        expect(parseQuery(sent)).toEqual(Array.from(query, ([name, value]) => ({ name, value })))
      }),
      runs(0.2),
    )
  })

  test('is parsed deterministically and idempotently, with typed errors only, and without inventing an id', () => {
    fc.assert(
      fc.property(target, fc.constantFrom(...readers), (sent, read) => {
        const results = [1, 2].map(() => {
          try {
            return read(sent)
          } catch (error) {
            if (error instanceof ParametersError) return { faults: error.faults }
            if (error instanceof VisitorUndecryptableError) return { reason: error.reason }
            throw error
          }
        })
        const [visit, again] = results
        expect(again).toEqual(visit)
        if (visit && 'builtIn' in visit) {
          expect(sentTexts(sent).some((text) => text.includes(visit.builtIn.visitorImId))).toBe(true)
          expect(read(visit.target).builtIn).toEqual(visit.builtIn)
        }
      }),
      runs(0.4),
    )
  })

  test('keeps a single intact id, whatever surrounds it', () => {
    const around = fc.tuple(madeTarget, id, madeTarget).map(([before, own, behind]) => ({
      own,
      write: (written: string) => `${before}&visitorImId=${written}&${behind.slice(2)}`,
    }))
    fc.assert(
      fc.property(around, fc.constantFrom('off', 'custom', 'all'), ({ own, write }, mode) => {
        const [off, custom, all] = readers
        const isEncrypted = mode === 'all'
        const target = write(isEncrypted ? encryptDesHex(KEY, own) : own)
        fc.pre(parseQuery(target).filter((pair) => pair.name === 'visitorImId').length === 1)
        // Its own spellings of nothing are no ids.
        fc.pre(own !== 'undefined')
        const read = isEncrypted ? all : mode === 'off' ? off : custom
        expect(read?.(target).builtIn.visitorImId).toBe(own)
      }),
      runs(0.2),
    )
  })

  test('is rejected with two different ids, whatever surrounds them', () => {
    fc.assert(
      fc.property(
        madeTarget,
        id,
        fc.oneof(id, fc.constantFrom('', '(null)')),
        fc.boolean(),
        (junk, own, other, isFirst) => {
          fc.pre(own !== other && own !== 'undefined')
          const ids = (isFirst ? [own, other] : [other, own]).map((one) => `visitorImId=${one}`)
          const target = `/?${ids[0] ?? ''}&${junk.slice(2)}&${ids[1] ?? ''}`
          for (const read of readers.slice(0, 2)) expect(() => read(target)).toThrow(ParametersError)
        },
      ),
      runs(0.1),
    )
  })

  test('needs no second repair', () => {
    fc.assert(
      fc.property(fc.oneof(pairs, target.map(parseQuery)), fc.boolean(), (sent, encrypted) => {
        const once = repairPairs(sent, encrypted)
        const twice = repairPairs(once.pairs, encrypted)
        expect(twice).toEqual({ pairs: once.pairs, repairs: [] })
      }),
      runs(0.3),
    )
  })
})

/** What people write in a name. */
const written = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), glued)
  .filter((value) => !hasControlCharacter(value) && !hasLostBytes(value) && !isAbsent(value))

test('reads the visitor of every iOS build with any content', () => {
  const fields = fc.record({
    visitorImId: id,
    easemobId: fc.stringMatching(/^\d{1,9}$/),
    nickname: written,
    desc: written,
    agentName: written,
    trueName: written,
    to: id,
    agentId: uuid,
    techChannelName: written,
    originType: fc.constantFrom('app', 'weixin'),
    email: fc.constant('agent@example.com'),
  })
  const url = fc.constantFrom(
    'https://crm.example.com/',
    'https://crm.example.com/?x=1',
    'https://crm.example.com/?x',
  )
  fc.assert(
    fc.property(
      fields,
      fc.constantFrom(CLIENTS['ios-2019'], CLIENTS['ios-2022-11'], CLIENTS['ios-2023-02']),
      url,
      fc.boolean(),
      (knows, build, configured, encrypted) => {
        const [read] = encrypted ? readers.slice(2) : readers
        const sent = build.toUrl({
          configuredUrl: configured,
          fields: { ...knows, serviceNumber: knows.to },
          custom: {},
          encryption: encrypted ? { mode: 'all', key: KEY } : { mode: 'off' },
        })
        const { nickname, desc, agentName, trueName, techChannelName } = knows
        expect(read?.(sent).builtIn).toMatchObject({
          visitorImId: knows.visitorImId,
          easemobId: knows.easemobId,
          agentId: knows.agentId,
          to: build === CLIENTS['ios-2019'] ? null : knows.to,
          originType: knows.originType,
          ...(encrypted ? {} : { nickname, desc, agentName, trueName, techChannelName }),
        })
      },
    ),
    runs(0.1),
  )
})

test('restores the text of a tail that was encoded as a whole', () => {
  // Of two service numbers nobody can tell which is the app's: see ios-tail.test.ts.
  const text = written.filter((value) => !value.includes('&serviceNumber='))
  fc.assert(
    fc.property(written, written, text, id, (nickname, agentName, desc, own) => {
      const tail =
        `to=gh_1&nickname=${nickname}&ssid=1&userId=2&email=a@example.com&tenantId=3&agentId=f4&agentName=${agentName}` +
        `&originType=app&techChannelName=Shop&serviceNumber=gh_1&desc=${desc}&trueName=李 客服`
      for (const target of [
        `/?visitorImId=${own}&${encodeURIComponent(tail)}`,
        `/?x=1&visitorImId=${own}${encodeURIComponent(tail)}`,
      ]) {
        expect(readers[0]?.(target).builtIn).toMatchObject({
          visitorImId: own,
          nickname,
          agentName,
          desc,
          trueName: '李 客服',
          tenantId: '3',
          agentId: 'f4',
        })
      }
    }),
    runs(0.1),
  )
})
