import { describe, expect, test } from 'vitest'
import { checkRoles } from '../../src/customer/check/check-roles.ts'
import { readQueries } from '../../src/customer/query-file/queries.ts'
import { parseQueryFile, toReport } from '../../src/customer/query-file/query-file.ts'
import type { QueryKind } from '../../src/customer/query-file/query-kind.ts'
import { isAllowed } from '../../src/customer/query-file/roles.ts'
import { readRolesClaim } from '../../src/sign-in/roles-claim.ts'
import { faultsOf } from '../support/config.ts'
import { copyBundledQueries } from '../support/queries.ts'

function read(text: string, kind: QueryKind = 'panel') {
  const { file, faults } = parseQueryFile('a.sql', `${text}\nselect 1 as a`, kind)
  return { file, faults: faults.map((fault) => toReport('a.sql', fault)) }
}

describe('-- roles', () => {
  test.each<[string, string[]]>([
    ['roles: billing, lead', ['billing', 'lead']],
    ['roles：lead，billing、lead', ['lead', 'billing']],
    ['roles: "Domain Users", crm/lead', ['Domain Users', 'crm/lead']],
  ])('%s', (comment, roles) => {
    const { file, faults } = read(`-- ${comment}`)
    expect(faults).toEqual([])
    expect(file.restriction).toEqual({ roles, line: 1 })
  })

  test('allows everybody if absent', () => {
    expect(read('-- title: A').file.restriction).toBeNull()
  })

  test.each<[string, string, QueryKind?]>([
    ['roles:', 'roles needs names of roles'],
    ['roles: billing | lead', 'roles needs names of roles'],
    ['roles: "lead', 'roles needs names of roles'],
    ['roles: "(lead"', 'roles needs names of roles'],
    ['roles: "lead)"', 'roles needs names of roles'],
    ['roles: "lead|boss"', 'roles needs names of roles'],
    ['roles: lead\u0001', 'roles needs names of roles'],
    ['roles lead: x', 'roles takes no name before the colon: write -- roles: …'],
    ['role: lead', '"role" is not an annotation: did you mean roles?'],
    ['Roles: lead', 'looks like an annotation but is not one'],
    ['roles lead', 'looks like an annotation but is not one'],
    ['roles: lead', 'roles is an annotation of a panel', 'customer'],
  ])('rejects -- %s', (comment, fault, kind) => {
    expect(read(`-- ${comment}`, kind).faults).toEqual([expect.stringContaining(`a.sql:1: ${fault}`)])
  })

  test('rejects a second line, and one within the statement', () => {
    expect(read('-- roles: a\n-- roles: b').faults).toEqual(['a.sql:2: roles is given twice'])
    expect(read('select 1 as b union all\n-- roles: a').faults).toEqual([
      expect.stringContaining('a.sql:2: '),
    ])
  })
})

describe('reveal(…)', () => {
  test.each<[string, string[]]>([
    ['mask reveal(lead)', ['lead']],
    ['phone secret copy reveal(lead, billing)', ['lead', 'billing']],
    ['reveal("Team lead") mask', ['Team lead']],
  ])('%s', (formats, roles) => {
    const { file, faults } = read(`-- column a: A | 甲 | ${formats}`)
    expect(faults).toEqual([])
    expect(file.columns.get('a')?.format.reveal).toEqual(roles)
  })

  test.each<[string, string, QueryKind?]>([
    ['column a: A | 甲 | reveal(lead)', 'the column is not masked'],
    ['column a: A | 甲 | mask reveal', 'reveal needs roles in parentheses'],
    ['column a: A | 甲 | mask reveal()', 'reveal needs roles in parentheses'],
    ['column a: A | 甲 | mask reveal(a) reveal(b)', 'reveal is given twice'],
    ['column a: Phone mask reveal(lead)', 'ends in formats'],
    ['column a: A | 甲 | mask reveal(lead)\n-- hide: a', 'the column a is hidden'],
    ['hide: a\n-- column a: A | 甲 | mask reveal(lead)', 'the column a is hidden'],
    ['column a: A | 甲 | rows(b: B | 乙 reveal(lead))', 'reveal cannot be used inside rows'],
    ['column a: A | 甲 | mask reveal(lead)', 'reveal belongs in customer.sql and in panels', 'search'],
  ])('-- %s is a fault', (comment, fault, kind) => {
    expect(read(`-- ${comment}`, kind).faults).toEqual([expect.stringContaining(fault)])
  })
})

test('requires any one of the roles, and refuses agents without roles', () => {
  expect(isAllowed(null, [])).toBe(true)
  expect(isAllowed(['a', 'b'], ['b'])).toBe(true)
  expect(isAllowed(['a', 'b'], ['A', 'ab'])).toBe(false)
  expect(isAllowed(['a'], [])).toBe(false)
})

test.each<[string, unknown, string, string[]]>([
  ['a list', { roles: ['a', 'b'] }, 'roles', ['a', 'b']],
  ['one text', { roles: 'a b' }, 'roles', ['a b']],
  ['within another claim', { realm_access: { roles: ['a'] } }, 'realm_access.roles', ['a']],
  ['with dots of its own', { 'https://example.com/roles': ['a'] }, 'https://example.com/roles', ['a']],
  ['beneath a name with dots', { access: { 'crm.page': { roles: ['a'] } } }, 'access.crm.page.roles', ['a']],
  ['of a name before its parts', { 'a.b': ['x'], a: { b: ['y'] } }, 'a.b', ['x']],
  ['missing', {}, 'roles', []],
  ['a number', { roles: 7 }, 'roles', []],
  ['an object', { roles: { a: true } }, 'roles', []],
  ['a list with something else in it', { roles: ['a', 7] }, 'roles', []],
  ['null', { roles: null }, 'roles.x', []],
  ['of every object', {}, 'constructor.name', []],
  ['of a text', { roles: 'abc' }, 'roles.length', []],
])('reads roles from a claim: %s', (_name, claims, path, roles) => {
  expect(readRolesClaim(claims as Record<string, unknown>, path)).toEqual(roles)
})

describe('the roles of files', () => {
  const queries = () =>
    readQueries(
      copyBundledQueries({
        'panels/90-one.sql': '-- title: One\n-- roles: lead\nselect 1 as a',
        'panels/w/10-two.sql': '-- column a: A | 甲 | mask reveal(lead, billing)\nselect 1 as a',
        'unlink.sql':
          '-- roles: boss\ndelete from links where visitor_im_id = :visitorImId and customer_id::text = :customerId returning 1',
      }),
    ).queries
  const endsOf = (lines: string[]) => lines.map((line) => line.replace(/^.*?queries-[^/]+\//, ''))

  test('are rejected if there is no sign-in', () => {
    const { faults, warnings } = checkRoles(queries(), null)
    const message = 'requires roles, which nobody has without a sign-in: set OIDC_ISSUER'
    expect(endsOf(faults)).toEqual([
      `panels/90-one.sql:2: ${message}`,
      `panels/w/10-two.sql:1: ${message}`,
      `unlink.sql:1: ${message}`,
    ])
    expect(warnings).toEqual([])
  })

  test('can be any if the configuration lists none', () => {
    expect(checkRoles(queries(), [])).toEqual({ faults: [], warnings: [] })
  })

  test('unknown to the configuration are reported, and so are those that no file uses', () => {
    const { faults, warnings } = checkRoles(queries(), ['lead', 'nobody'])
    expect(faults).toEqual([])
    expect(endsOf(warnings)).toEqual([
      'panels/w/10-two.sql:1: OIDC_ROLES does not have billing',
      'unlink.sql:1: OIDC_ROLES does not have boss, so no agent can use what it restricts',
      'OIDC_ROLES: no file names nobody',
    ])
  })

  test('are rejected if there are too many for a session', () => {
    const names = Array.from({ length: 200 }, (_, at) => `role-${String(at)}`).join(', ')
    const many = copyBundledQueries({ 'panels/90-one.sql': `-- roles: ${names}\nselect 1 as a` })
    expect(checkRoles(readQueries(many).queries, []).faults).toEqual([expect.stringContaining('1500 bytes')])
  })
})

test('OIDC_ROLES and OIDC_ROLES_CLAIM need OIDC_ISSUER', () => {
  expect(faultsOf({ OIDC_ROLES: 'a', OIDC_ROLES_CLAIM: 'b' })).toEqual([
    'OIDC_ROLES_CLAIM is set, which needs OIDC_ISSUER',
    'OIDC_ROLES is set, which needs OIDC_ISSUER',
  ])
})
