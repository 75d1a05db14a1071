import express from 'express'
import { expect, test } from 'vitest'
import { toClient, toProxyCheck } from '../../src/http/server/client-address.ts'

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:41732', '203.0.113.7'],
  ['203.10.113.77:41732', '203.10.113.77'],
  ['x203.0.113.7:41732', null],
  ['203.0.113.7:41732x', null],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['1::2:3:4:5:6', '1:0:0:2::/64'],
  ['1::ffff:203.0.113.7', '1:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['1:2:3::203.0.113.7', '1:2:3:0::/64'],
  ['unknown', null],
  ['', null],
  ['203.0.113.7, 10.0.0.1', null],
  ['_hidden', null],
  ['[2001:db8::1]:443', '2001:db8:0:0::/64'],
  ['[203.0.113.7]:443', '203.0.113.7'],
  ['[2001:db8::1', null],
  ['[]:443', null],
])('distinguishes clients by IPv4 address or IPv6 /64: %s', (address, client) => {
  expect(toClient(address)).toBe(client)
})

test.each([
  ['nobody by default', undefined, false],
  ['the one in front of it', 1, true],
  ['a subnet', ['127.0.0.0/8'], true],
  ['another subnet', ['10.0.0.0/8'], false],
])('a proxy is trusted as configured in the app: %s', (_name, setting, isTrusted) => {
  const app = express()
  if (setting !== undefined) app.set('trust proxy', setting)
  expect(toProxyCheck(app)('127.0.0.1')).toBe(isTrusted)
})
