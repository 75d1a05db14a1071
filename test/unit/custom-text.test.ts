import { expect, test } from 'vitest'
import { findCustomText } from '../../src/visit/custom-text.ts'
import type { CustomParameter } from '../../src/visit/read-visit.ts'

const parameter = (value: string | null, others: Partial<CustomParameter> = {}): CustomParameter => ({
  name: 'orderNo',
  value,
  status: 'plain',
  reason: undefined,
  fault: undefined,
  ...others,
})
const other = parameter('x', { name: 'other' })

test('keeps the position of a custom parameter’s first occurrence', () => {
  expect(findCustomText([other, parameter('A-1')], 'orderNo')).toBe(1)
  expect(findCustomText([parameter('A-1'), other, parameter('A-1')], 'orderNo')).toBe(0)
})

test.each([
  ['absent', [other]],
  ['cut', [parameter('A-1', { status: 'cut' })]],
  ['undecryptable', [parameter(null, { status: 'undecryptable' })]],
  ['faulty', [parameter('A-1', { fault: 'control_characters' })]],
  ['sent twice with different values', [parameter('A-1'), other, parameter('A-2')]],
  ['sent twice, once cut', [parameter('A-1'), parameter('A-1', { status: 'cut' })]],
])('does not use a parameter that is %s', (_kind, parameters) => {
  expect(findCustomText(parameters, 'orderNo')).toBe(-1)
})
