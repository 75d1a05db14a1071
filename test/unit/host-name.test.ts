import { describe, expect, test } from 'vitest'
import { isLoopback, toHostName } from '../../src/config/host-name.ts'

describe('the name in a Host', () => {
  test.each([
    ['crm.example.com', 'crm.example.com'],
    ['CRM.Example.com:8443', 'crm.example.com'],
    ['crm.example.com.', 'crm.example.com'],
    ['客服.example.com', 'xn--ubtq9x.example.com'],
    ['127.0.0.1:3000', '127.0.0.1'],
    ['[::1]:3000', '[::1]'],
    ['::1', '[::1]'],
    ['[0:0:0:0:0:0:0:1]', '[::1]'],
    ['', null],
    [':3000', null],
    [':/[', null],
    ['a b', null],
    ['localhost/x', null],
    ['localhost?x', null],
    ['localhost#x', null],
    ['localhost\\x', null],
    ['user@localhost', null],
    ['localhost:evil.example', null],
    ['localhost, evil.example', null],
  ])('%s is %s', (host, name) => {
    expect(toHostName(host)).toBe(name)
  })
})

describe('names of this machine', () => {
  test.each([
    ...['localhost', 'LOCALHOST:3000', 'localhost.', 'page.localhost', '127.0.0.1', '127.1.2.3:80'],
    ...['[::1]', '::1', '[::ffff:127.0.0.1]', '2130706433'],
  ])('include %s', (host) => {
    expect(isLoopback(host)).toBe(true)
  })

  test.each([
    ...[
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '127.0.0.1.nip.io',
      'notlocalhost',
    ],
    ...['user@localhost', '0.0.0.0', '[::]', '10.0.0.1', '[::2]', '128.0.0.1', '.localhost', ''],
  ])('do not include %s', (host) => {
    expect(isLoopback(host)).toBe(false)
  })
})
