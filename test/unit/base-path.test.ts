import { describe, expect, test } from 'vitest'
import { toRoutePath } from '../../src/http/middleware/base-path.ts'

describe('without a base path', () => {
  test.each([
    ['/', '/'],
    ['/?visitorImId=a', '/?visitorImId=a'],
    ['//?visitorImId=a', '/?visitorImId=a'],
    ['///token/?visitorImId=a', '/token/?visitorImId=a'],
    ['//evil.example/x', '/evil.example/x'],
    ['/token//?visitorImId=a', '/token//?visitorImId=a'],
    ['/?url=//example.com//x', '/?url=//example.com//x'],
    ['//?url=//example.com//x', '/?url=//example.com//x'],
    ['', '/'],
    ['token//', 'token//'],
  ])('%s is %s', (target, path) => {
    expect(toRoutePath(target, '')).toBe(path)
  })
})

describe('with the base path /crm', () => {
  test.each([
    ['the proxy leaves it', '/crm/token/?visitorImId=a', '/token/?visitorImId=a'],
    ['the proxy takes it away', '/token/?visitorImId=a', '/token/?visitorImId=a'],
    ['the proxy doubles the slash before it', '//crm/?visitorImId=a', '/?visitorImId=a'],
    ['the proxy doubles the slash behind it', '/crm//token/?visitorImId=a', '/token/?visitorImId=a'],
    ['no slash behind it', '/crm?visitorImId=a', '/?visitorImId=a'],
    ['nothing behind it', '/crm', '/'],
    ['a longer name', '/crmx/?visitorImId=a', '/crmx/?visitorImId=a'],
    ['further down', '/x/crm/', '/x/crm/'],
    ['in the query', '/?a=/crm/', '/?a=/crm/'],
    ['another case', '/CRM/', '/CRM/'],
  ])('%s', (_name, target, path) => {
    expect(toRoutePath(target, '/crm')).toBe(path)
  })

  test('is removed once', () => {
    expect(toRoutePath('/crm/crm/', '/crm')).toBe('/crm/')
  })

  test('may have several parts', () => {
    expect(toRoutePath('/tools/crm/?a=1', '/tools/crm')).toBe('/?a=1')
    expect(toRoutePath('/tools/?a=1', '/tools/crm')).toBe('/tools/?a=1')
  })
})
