import { expect, test } from 'vitest'
import { toPair } from '../../src/customer/query-file/localized.ts'
import { loadConfig } from '../../src/config/load.ts'
import { faultsOf } from '../support/config.ts'

const REQUIRED = { REVEAL_REASON: 'required' }

test('reasons have a key and a label per language, with English as the default for Chinese', () => {
  const { audit } = loadConfig({ ...REQUIRED, REVEAL_REASONS: 'complaint＝Complaint｜投诉， refund=Refund,' })
  expect(audit.revealReasons).toEqual([
    { key: 'complaint', labels: toPair('Complaint', '投诉') },
    { key: 'refund', labels: toPair('Refund', 'Refund') },
  ])
})

test.each<[Record<string, string>, string]>([
  [{ AUDIT_CHAIN: 'on' }, 'AUDIT_CHAIN is on, which needs SERVER_SECRET: openssl rand -hex 32 makes one'],
  [{ AUDIT_CHAIN: 'yes' }, 'AUDIT_CHAIN must be on or off'],
  [REQUIRED, 'REVEAL_REASON is set, which needs REVEAL_REASONS'],
  [{ REVEAL_REASONS: 'a=A' }, 'REVEAL_REASONS is set, which needs REVEAL_REASON: set it to required'],
  [{ REVEAL_REASON: 'on', REVEAL_REASONS: 'a=A' }, 'REVEAL_REASON must be required, or unset'],
  [{ ...REQUIRED, REVEAL_REASONS: 'a=A, a=B' }, 'REVEAL_REASONS contains a reason twice'],
  ...['a', 'A=B', 'a=', ',', 'a=A|b|c'].map((text): [Record<string, string>, string] => [
    { ...REQUIRED, REVEAL_REASONS: text },
    'REVEAL_REASONS must be reasons separated by commas, such as complaint=Complaint|投诉, refund=Refund|退款: key, English, Chinese',
  ]),
])('%j is refused', (env, fault) => {
  expect(faultsOf(env)).toContain(fault)
})
