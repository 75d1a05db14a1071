import { describe, expect, test } from 'vitest'
import { toTraceId } from '../../src/logging/trace.ts'

const ID = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'

describe('a traceparent', () => {
  test.each([
    ['of today', `00-${ID}-${PARENT}-01`],
    ['that is not sampled', `00-${ID}-${PARENT}-00`],
    ['of a later version', `01-${ID}-${PARENT}-01`],
    ['of a later version with more in it', `cc-${ID}-${PARENT}-01-what-comes`],
  ])('%s has a trace id', (_name, header) => {
    expect(toTraceId(header)).toBe(ID)
  })

  test.each([
    ['that is missing', undefined],
    ['that is empty', ''],
    ['in capitals', `00-${ID.toUpperCase()}-${PARENT}-01`],
    ['of the forbidden version', `ff-${ID}-${PARENT}-01`],
    ['of today with more in it', `00-${ID}-${PARENT}-01-more`],
    ['with a trace id of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['with a parent of zeros', `00-${ID}-${'0'.repeat(16)}-01`],
    ['with a short id', `00-${ID.slice(1)}-${PARENT}-01`],
    ['with a name instead of an id', `00-emma.johansson-${PARENT}-01`],
    ['with spaces', ` 00-${ID}-${PARENT}-01`],
    ['of a later version with a tail without a hyphen', `01-${ID}-${PARENT}-01x`],
    ['that came twice, as Node joins it', `00-${ID}-${PARENT}-01, 00-${ID}-${PARENT}-01`],
  ])('%s has none', (_name, header) => {
    expect(toTraceId(header)).toBeUndefined()
  })
})
