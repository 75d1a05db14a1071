import { expect, test } from 'vitest'
import { withoutVisitor, type LookupParameters } from '../../src/customer/lookup-parameters.ts'

test('of a page that somebody else chose, nothing says who the visitor is or what they sent', () => {
  const visitor: LookupParameters = {
    visitorImId: 'v',
    channel: 'web',
    easemobId: 'e',
    to: 't',
    tenantId: '1',
    agentId: '2',
    userId: '3',
    lang: 'en',
    verifiedUserId: 'u',
    sent: new Map([['orderNo', 'A-1']]),
  }
  expect(withoutVisitor(visitor)).toEqual({
    visitorImId: null,
    channel: 'web',
    easemobId: null,
    to: null,
    tenantId: '1',
    agentId: '2',
    userId: null,
    lang: 'en',
    verifiedUserId: null,
    sent: new Map(),
  })
})
