import type { FieldDef } from 'pg'
import { describe, expect, test } from 'vitest'
import type { CustomerQuery, CustomerQueryResult } from '../../src/customer/customer-query.ts'
import { createFindWithProof } from '../../src/customer/find-with-proof.ts'
import type { StoredLink } from '../../src/customer/stored-link.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { toColumns } from '../../src/customer/row-set.ts'
import { NOBODY } from '../support/queries.ts'

const { file } = parseQueryFile('customer.sql', 'select id from customers')
const columns = toColumns(file, [{ name: 'id', dataTypeID: 25, tableID: 1 } as FieldDef])
const [BY_PROOF, BY_AGENT] = (['proof', 'agent'] as const).map((source): StoredLink => ({
  source,
  by: null,
  at: null,
}))

interface Known {
  ids?: (string | number)[]
  link?: StoredLink | undefined
  isCutOff?: boolean
}

function toResult({ ids = [], link, isCutOff = false }: Known): CustomerQueryResult {
  const rows = ids.map((id) => [id])
  const customers = { file, columns, rows, isCutOff }
  const idAt = rows.length > 0 ? 0 : -1
  return {
    customers,
    candidates: rows,
    idAt,
    channelsAt: -1,
    link: link ?? null,
    transaction: null,
    runMs: 1,
  }
}

/** What the database knows about the visitor id, and about the customer number of the proof. */
async function find(visitor: Known, proof: Known, known: { proved?: string; opened?: string } = {}) {
  const asked: Parameters<CustomerQuery>[] = []
  const run: CustomerQuery = (...query) => {
    asked.push(query)
    const [{ visitorImId }, customerId] = query
    if (customerId !== null) return Promise.resolve(toResult({ ids: [customerId] }))
    return Promise.resolve(toResult(visitorImId === null ? proof : visitor))
  }
  const { proved = 'C-1', opened = null } = known
  const parameters = { ...NOBODY, visitorImId: 'visitor', userId: 'sent', channel: 'web' }
  const found = await createFindWithProof(run)(parameters, { verifiedUserId: proved, openedId: opened })
  const { basis, isConflict, provedCount, isLinked, replaced, link } = found
  const ids = found.candidates.map(([id]) => id)
  return { ids, basis, isConflict, provedCount, isLinked, replaced, link, asked, customers: found.customers }
}

describe('a visitor with a proof', () => {
  test('is the customer of both the proof and the visitor id, with the link of the visitor id', async () => {
    expect(await find({ ids: ['A'], link: BY_AGENT }, { ids: ['A'] })).toMatchObject({
      ids: ['A'],
      basis: 'proved',
      isConflict: false,
      isLinked: true,
      replaced: null,
      link: BY_AGENT,
    })
  })

  test('is the same customer whether the id is a number or text', async () => {
    expect(await find({ ids: [7] }, { ids: ['7'] })).toMatchObject({ basis: 'proved', isConflict: false })
  })

  test('is the customer of the proof if the visitor id finds nobody, and is not linked yet', async () => {
    expect(await find({}, { ids: ['A'] })).toMatchObject({
      ids: ['A'],
      basis: 'proved',
      isConflict: false,
      isLinked: false,
    })
  })

  test('is uncertain if the proof names another customer, who is listed first', async () => {
    expect(await find({ ids: ['A'], link: BY_AGENT }, { ids: ['B'] })).toMatchObject({
      ids: ['B', 'A'],
      basis: 'linked',
      isConflict: true,
      provedCount: 1,
      replaced: null,
      link: BY_AGENT,
    })
  })

  test('is uncertain if the proof finds nobody', async () => {
    const found = await find({ ids: ['A'] }, {})
    expect(found).toMatchObject({ ids: ['A'], isConflict: true, provedCount: 0 })
    expect(found.customers.columns).toEqual(columns)
  })

  test('is uncertain if several customers have the visitor id; each is listed once', async () => {
    expect(await find({ ids: ['A', 'B'] }, { ids: ['B'] })).toMatchObject({
      ids: ['B', 'A'],
      isConflict: true,
      provedCount: 1,
    })
    const first = await find({ ids: ['A', 'B'] }, { ids: ['A'] })
    expect(first).toMatchObject({ ids: ['A', 'B'], isConflict: true, customers: { isCutOff: false } })
  })

  test('is uncertain if the proof finds several customers, even if one has the visitor id', async () => {
    expect(await find({ ids: ['A'], link: BY_PROOF }, { ids: ['A', 'B'] })).toMatchObject({
      ids: ['A', 'B'],
      isConflict: true,
      provedCount: 2,
    })
  })

  test('is the customer of the newer proof if an older proof made the link', async () => {
    expect(await find({ ids: ['A'], link: BY_PROOF }, { ids: ['B'] })).toMatchObject({
      ids: ['B'],
      basis: 'proved',
      isConflict: false,
      isLinked: false,
      replaced: ['A'],
      link: null,
    })
  })

  test('does not replace a link of an older proof that fits several customers', async () => {
    const found = await find({ ids: ['A', 'B'], link: BY_PROOF }, { ids: ['C'] })
    expect(found).toMatchObject({ ids: ['C', 'A', 'B'], isConflict: true, replaced: null })
  })

  test.each([
    [true, false],
    [false, true],
  ])('has an incomplete list if either lookup reached its limit (%s, %s)', async (ofVisitor, ofProof) => {
    const found = await find({ ids: ['A'], isCutOff: ofVisitor }, { ids: ['B'], isCutOff: ofProof })
    expect(found.customers.isCutOff).toBe(true)
  })

  test('is looked up by the visitor id alone, then by the proof alone', async () => {
    const { asked } = await find({ ids: ['A'] }, { ids: ['A'] }, { proved: 'C-1' })
    expect(asked.map(([parameters, customerId]) => ({ ...parameters, customerId }))).toMatchObject([
      { visitorImId: 'visitor', userId: 'sent', verifiedUserId: null, customerId: null },
      { visitorImId: null, userId: null, channel: 'web', verifiedUserId: 'C-1', customerId: null },
    ])
  })
})

test('shows an opened customer regardless of proof and visitor id', async () => {
  const found = await find({ ids: ['A'], link: BY_PROOF }, { ids: ['B'] }, { opened: 'C' })
  expect(found).toMatchObject({
    ids: ['C'],
    basis: 'opened',
    isConflict: false,
    isLinked: false,
    replaced: null,
  })
  expect(found.asked).toHaveLength(1)
})
