import { expect, test } from 'vitest'
import { createLogId } from '../../src/logging/log-id.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'

const readVisit = createVisitReader({ mode: 'off', decrypt: createValueDecryptor([]) })
const logId = createLogId('secret')

test.each(['1', '4711', '550e8400-e29b-41d4-a716-446655440000', 'C-2041', '1234567890123456789'])(
  '%s is logged',
  (id) => {
    expect(logId(id, readVisit('/?visitorImId=someone'))).toBe(id)
  },
)

test.each([
  ['13800138000', 'visitorImId=someone'],
  ['+8613800138000', 'visitorImId=someone'],
  ['emma@example.com', 'visitorImId=someone'],
  ['IM-user-7', 'visitorImId=im-user-7'],
  ['2025550143', 'visitorImId=someone&phone=2025550143'],
])('%s is replaced by a digest', (id, query) => {
  const logged = logId(id, readVisit(`/?${query}`))
  expect(logged).toMatch(/^h:[0-9a-f]{16}$/)
  expect(logId(id, readVisit(`/?${query}`))).toBe(logged)
  expect(createLogId('other')(id, readVisit(`/?${query}`))).not.toBe(logged)
})

test('nobody has no id', () => {
  expect(logId(null, readVisit('/?visitorImId=a'))).toBeNull()
})
