import { describe, expect, test } from 'vitest'
import type { PanelResult } from '../../src/customer/profile.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { toSearchModel } from '../../src/page/model/search-model.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'

const readVisit = createVisitReader({ mode: 'off', decrypt: createValueDecryptor([]) })
const visit = readVisit('/?visitorImId=nobody&sku=LMP-0417&order=EJ-4107')
const links = { search: { action: '/search', page: 'sealed' }, open: null, visitor: () => '/' }

/** A panel of an unknown visitor that returned these values. */
function toPanel(sql: string, ...values: string[]): PanelResult {
  const { file } = parseQueryFile('panels/a.sql', `-- for: unknown\n-- hide: b\n${sql}`, 'panel')
  const rows = values.length > 0 ? [values] : []
  return { file, columns: [], rows, isCutOff: false, status: 'ok', error: null, durationMs: 1 }
}

function suggest(...panels: PanelResult[]) {
  const model = toSearchModel(links, visit, { outcome: 'unknown', panels }, { answer: null, language: 'en' })
  return model?.suggestions
}

describe('a search is suggested for what resembles an order number', () => {
  test('unless a panel has used it', () => {
    expect(suggest()).toEqual(['LMP-0417', 'EJ-4107'])
    expect(suggest(toPanel('select 1 as a, :sent.sku as b', 'Lamp'))).toEqual(['EJ-4107'])
    expect(suggest(toPanel('select 1 as a, :sent.sku as b'))).toEqual(['LMP-0417', 'EJ-4107'])
  })

  test('regardless of a panel’s values, as hidden or masked ones could be guessed otherwise', () => {
    expect(suggest(toPanel('select 1 as a, 2 as b', 'x', 'EJ-4107'))).toEqual(['LMP-0417', 'EJ-4107'])
  })
})
