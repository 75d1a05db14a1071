import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createIdentityVerifier } from '../../src/http/customer-page/verify-identity.ts'
import { toSecretKeys } from '../../src/identity/verification-keys.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'

const SECRET = 'a-secret-of-thirty-two-bytes-or-more'
const readPlain = createVisitReader({ mode: 'off', decrypt: createValueDecryptor([]) })
const readEncrypted = createVisitReader({ mode: 'custom', decrypt: createValueDecryptor(['12345678']) })
const keys = toSecretKeys([SECRET])

/** A token about a customer, and perhaps a visitor, that is valid for the next minutes. */
function sign(claims: object = {}): string {
  const now = Math.floor(Date.now() / 1000)
  const [head, body] = [{ alg: 'HS256' }, { sub: '1001', iat: now - 60, exp: now + 600, ...claims }].map(
    (part) => Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const signed = `${head ?? ''}.${body ?? ''}`
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`
}

const verify = createIdentityVerifier({ keys, audience: null, maxAgeSeconds: 3600 })
const NONE = { status: 'none', reason: null, subject: null }
const failed = (reason: string) => ({ status: 'failed', reason, subject: null })

test('proves the customer by a valid token', async () => {
  expect(await verify(readPlain(`/?visitorImId=a&customUserToken=${sign()}`))).toMatchObject({
    status: 'proved',
    subject: '1001',
  })
})

test('counts a token as absent if there is none, or no key is configured', async () => {
  const without = createIdentityVerifier({ keys: [], audience: null, maxAgeSeconds: 3600 })
  expect(await verify(readPlain('/?visitorImId=a'))).toMatchObject(NONE)
  expect(await without(readPlain(`/?visitorImId=a&customUserToken=${sign()}`))).toMatchObject(NONE)
  expect(await without(readEncrypted(`/?visitorImId=a&customUserToken=${sign()}`))).toMatchObject(NONE)
})

test('reports a token that is not encrypted as the rest, or sent twice', async () => {
  expect(await verify(readEncrypted(`/?visitorImId=a&customUserToken=${sign()}`))).toMatchObject(
    failed('undecryptable'),
  )
  const twice = `/?visitorImId=a&customUserToken=${sign()}&customUserToken=${sign({ sub: '2' })}`
  expect(await verify(readPlain(twice))).toMatchObject(failed('sent_more_than_once'))
})

test('rejects a token with another audience or a longer life than configured', async () => {
  const strict = createIdentityVerifier({ keys, audience: 'crm', maxAgeSeconds: 60 })
  const ask = (claims: object) => strict(readPlain(`/?visitorImId=a&customUserToken=${sign(claims)}`))
  expect(await ask({ aud: 'shop', exp: Math.floor(Date.now() / 1000) })).toMatchObject(
    failed('wrong_audience'),
  )
  expect(await ask({ aud: 'crm' })).toMatchObject(failed('too_long_lived'))
})

test('compares the visitor’s id without case if the IM service folds it', async () => {
  const ask = (visitorImId: string, token: string) =>
    verify(readPlain(`/?visitorImId=${visitorImId}&customUserToken=${token}`))
  const openid = 'oABCdefGHIjklMNOpqrSTUvwxYZ0'
  expect(await ask('Ann', sign({ vid: 'ann' }))).toMatchObject({ status: 'proved' })
  expect(await ask('Ann', sign({ vid: 'bob' }))).toMatchObject(failed('wrong_visitor'))
  expect(await ask(openid, sign({ vid: openid }))).toMatchObject({ status: 'proved' })
  expect(await ask(openid, sign({ vid: openid.toLowerCase() }))).toMatchObject(failed('wrong_visitor'))
})
