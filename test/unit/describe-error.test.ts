import { DatabaseError } from 'pg'
import { expect, test } from 'vitest'
import { QueryError } from '../../src/database/query-error.ts'
import { describeError } from '../../src/logging/describe-error.ts'

test('contains kind and place, never the message', () => {
  const error = new DatabaseError(
    'invalid input syntax for type integer: "secret"\n    at secret (frame)',
    1,
    'error',
  )
  error.code = '22P02'
  const described = describeError(new QueryError(error))
  expect(described).toMatchObject({ name: 'QueryError', cause: { code: '22P02' } })
  expect(described.frames?.[0]).toMatch(/^at /)
  expect(JSON.stringify(described)).not.toContain('secret')
})

test('omits a code that is free text', () => {
  expect(describeError(Object.assign(new Error('x'), { code: 'the secret' }))).not.toHaveProperty('code')
})

test('handles what is not an error', () => {
  expect(describeError('secret')).toEqual({ name: 'string' })
})
