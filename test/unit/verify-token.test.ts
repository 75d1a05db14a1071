import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { readJwkSet, toSecretKeys, VerificationKeyError } from '../../src/identity/verification-keys.ts'
import { createTokenVerifier } from '../../src/identity/verify-token.ts'

const SECRET = 'a-secret-of-thirty-two-bytes-or-more'
const PREVIOUS = 'the-secret-before-it-is-as-long-as-that'
const NOW = Date.UTC(2026, 10, 26, 9, 12)
const SECONDS = NOW / 1000
const DAY = 86_400
const visitor = { visitorImId: 'webim-visitor-8K2FTG9QTYWRT8EYVJ7F', isCaseFolded: true }
const openid = { visitorImId: 'oABCdefGHIjklMNOpqrSTUvwxYZ0', isCaseFolded: false }

const pairs = {
  EdDSA: generateKeyPairSync('ed25519'),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
}
const toJwk = (key: KeyObject, more: object = {}) => ({ ...key.export({ format: 'jwk' }), ...more })
const jwkSet = JSON.stringify({
  keys: Object.entries(pairs).map(([name, { publicKey }]) => toJwk(publicKey, { kid: `key-${name}` })),
})

const verify = createTokenVerifier({
  keys: toSecretKeys([SECRET, PREVIOUS]),
  audience: null,
  maxAgeSeconds: DAY,
})
const claims = (more: object = {}) => ({ sub: '1001', iat: SECONDS - 60, exp: SECONDS + 3600, ...more })
const bytes = (secret: string) => new TextEncoder().encode(secret)

function sign(
  payload: object,
  key: KeyObject | Uint8Array = bytes(SECRET),
  alg = 'HS256',
  header: object = {},
) {
  return new SignJWT({ ...payload }).setProtectedHeader({ alg, ...header }).sign(key)
}

/** Any header and payload, with a true signature of HS256, or of HMAC with another hash. */
function signRaw(header: unknown, payload: unknown, hash = 'sha256'): string {
  const [head, body] = [header, payload].map((part) =>
    Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url'),
  )
  const signed = `${head ?? ''}.${body ?? ''}`
  return `${signed}.${createHmac(hash, SECRET).update(signed).digest('base64url')}`
}

describe('a token proves who the visitor is', () => {
  test('when signed with the current secret', async () => {
    expect(await verify(await sign(claims()), visitor, NOW)).toEqual({
      status: 'proved',
      reason: null,
      subject: '1001',
      provedAt: SECONDS - 60,
      expiresAt: SECONDS + 3600,
      key: 'current',
    })
  })

  test('when signed with the previous secret', async () => {
    const identity = await verify(await sign(claims(), bytes(PREVIOUS)), visitor, NOW)
    expect(identity).toMatchObject({ status: 'proved', key: 'previous' })
  })

  test.each(['EdDSA', 'ES256', 'RS256'] as const)(
    'when a public key for %s of the set verifies it',
    async (alg) => {
      const withKeys = createTokenVerifier({ keys: readJwkSet(jwkSet), audience: null, maxAgeSeconds: DAY })
      for (const header of [{}, { kid: `key-${alg}` }]) {
        const token = await sign(claims(), pairs[alg].privateKey, alg, header)
        expect(await withKeys(token, visitor, NOW)).toMatchObject({ status: 'proved', key: `key-${alg}` })
      }
      const other = await sign(claims(), pairs[alg].privateKey, alg, { kid: 'another' })
      expect(await withKeys(other, visitor, NOW)).toMatchObject({ reason: 'bad_signature' })
    },
  )

  test.each([
    ['its clock is a minute ahead', claims({ iat: SECONDS + 59 }), visitor],
    ['it expired less than a minute ago', claims({ exp: SECONDS - 59 }), visitor],
    ['its nbf is less than a minute ahead', claims({ nbf: SECONDS + 59 }), visitor],
    ['it lives for a day', claims({ exp: SECONDS - 60 + DAY }), visitor],
    ['its vid is the visitor', claims({ vid: visitor.visitorImId }), visitor],
    ['its vid is a web visitor in another case', claims({ vid: visitor.visitorImId.toLowerCase() }), visitor],
    ['its vid is the openid', claims({ vid: openid.visitorImId }), openid],
    ['nobody asks for its audience', claims({ aud: 'https://shop.example.com' }), visitor],
  ])('when %s', async (_, payload, who) => {
    expect(await verify(await sign(payload), who, NOW)).toMatchObject({ status: 'proved', subject: '1001' })
  })
})

describe('a token proves nothing', () => {
  test.each([
    ['expired', 'it expired more than a minute ago', claims({ exp: SECONDS - 61 }), visitor],
    ['not_yet_valid', 'it was issued in the future', claims({ iat: SECONDS + 61 }), visitor],
    ['not_yet_valid', 'its nbf is in the future', claims({ nbf: SECONDS + 61 }), visitor],
    ['too_long_lived', 'it lives for more than a day', claims({ exp: SECONDS - 59 + DAY }), visitor],
    [
      'too_long_lived',
      'it has expired, too',
      claims({ iat: SECONDS - 3 * DAY, exp: SECONDS - DAY }),
      visitor,
    ],
    ['wrong_visitor', 'its vid is somebody else', claims({ vid: 'somebody-else' }), visitor],
    ['wrong_visitor', 'its vid is empty', claims({ vid: '' }), visitor],
    ['wrong_visitor', 'it has expired and is another’s', claims({ vid: 'a', exp: SECONDS - 61 }), visitor],
    [
      'wrong_visitor',
      'its vid is an openid in another case',
      claims({ vid: openid.visitorImId.toLowerCase() }),
      openid,
    ],
    ['malformed', 'it has no subject', claims({ sub: undefined }), visitor],
    ['malformed', 'its subject is empty', claims({ sub: '' }), visitor],
    ['malformed', 'its subject is a number', claims({ sub: 1001 }), visitor],
    ['malformed', 'its subject has a NUL', claims({ sub: '1001\0' }), visitor],
    ['malformed', 'its subject is too long', claims({ sub: '1'.repeat(257) }), visitor],
    ['malformed', 'it has no iat', claims({ iat: undefined }), visitor],
    ['malformed', 'it has no exp', claims({ exp: undefined }), visitor],
    ['malformed', 'its exp is text', claims({ exp: '2026' }), visitor],
    ['malformed', 'its vid is a number', claims({ vid: 1 }), visitor],
  ])('%s: when %s', async (reason, _, payload, who) => {
    const token = signRaw({ alg: 'HS256' }, payload)
    expect(await verify(token, who, NOW)).toMatchObject({ status: 'failed', reason, subject: null })
  })

  test('an expired but otherwise valid token reports when it was issued', async () => {
    const identity = await verify(await sign(claims({ exp: SECONDS - 61 })), visitor, NOW)
    expect(identity).toMatchObject({ reason: 'expired', provedAt: SECONDS - 60, key: 'current' })
  })

  test.each([
    ['bad_signature', 'another secret signed it', sign(claims(), bytes('x'.repeat(40)))],
    ['wrong_algorithm', 'nothing signed it', Promise.resolve(new UnsecuredJWT(claims()).encode())],
    [
      'wrong_algorithm',
      'HS384 signed it with the very secret',
      Promise.resolve(signRaw({ alg: 'HS384' }, claims(), 'sha384')),
    ],
    ['wrong_algorithm', 'HS512 signed it', sign(claims(), bytes(SECRET.repeat(2)), 'HS512')],
    ['wrong_algorithm', 'a public key belongs to it', sign(claims(), pairs.ES256.privateKey, 'ES256')],
    ['malformed', 'it is empty', Promise.resolve('')],
    ['malformed', 'it is a word', Promise.resolve('token')],
    ['malformed', 'its parts are empty', Promise.resolve('..')],
    [
      'bad_signature',
      'it ends behind the payload',
      sign(claims()).then((token) => token.replace(/[^.]+$/, '')),
    ],
    ['malformed', 'it has a fourth part', sign(claims()).then((token) => `${token}.e30`)],
    ['malformed', 'a space follows', sign(claims()).then((token) => `${token} `)],
    ['malformed', 'its header is no JSON', Promise.resolve(signRaw('{', claims()))],
    ['malformed', 'its header is null', Promise.resolve(signRaw('null', claims()))],
    ['malformed', 'its payload is a list', Promise.resolve(signRaw({ alg: 'HS256' }, [claims()]))],
    [
      'malformed',
      'it has an extension that must be understood',
      Promise.resolve(signRaw({ alg: 'HS256', crit: ['x'], x: 1 }, claims())),
    ],
    ['malformed', 'its algorithm is a list', Promise.resolve(signRaw({ alg: ['HS256'] }, claims()))],
  ])('%s: when %s', async (reason, _, token) => {
    expect(await verify(await token, visitor, NOW)).toMatchObject({ status: 'failed', reason })
  })

  test('wrong_algorithm: when a public key is used as a secret of HS256', async () => {
    const pem = pairs.RS256.publicKey.export({ format: 'pem', type: 'spki' })
    const withKeys = createTokenVerifier({ keys: readJwkSet(jwkSet), audience: null, maxAgeSeconds: DAY })
    const token = await sign(claims(), bytes(String(pem)))
    expect(await withKeys(token, visitor, NOW)).toMatchObject({ reason: 'wrong_algorithm' })
  })

  test.each([
    ['wrong_audience', claims({ aud: 'another' })],
    ['wrong_audience', claims({ aud: [] })],
    ['wrong_audience', claims()],
  ])('%s: if the audience %j is not the expected one', async (reason, payload) => {
    const strict = createTokenVerifier({ keys: toSecretKeys([SECRET]), audience: 'crm', maxAgeSeconds: DAY })
    expect(await strict(await sign(payload), visitor, NOW)).toMatchObject({ reason })
    expect(await strict(await sign(claims({ aud: ['crm'] })), visitor, NOW)).toMatchObject({
      status: 'proved',
    })
  })

  test('if any single character is changed', async () => {
    const token = await sign(claims({ vid: visitor.visitorImId }))
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const [at, own] of token.split('').entries()) {
      const value = alphabet.indexOf(own)
      // Characters that differ in one bit, the unused ones of the last included; and those of no token.
      const bits = value < 0 ? ['A', '_'] : [1, 2, 4, 8, 16, 32].map((bit) => alphabet[value ^ bit] ?? '')
      for (const character of [...bits, '.', '=', '+', '/', ' '].filter((one) => one !== own)) {
        const changed = token.slice(0, at) + character + token.slice(at + 1)
        expect((await verify(changed, visitor, NOW)).status, changed).toBe('failed')
      }
    }
  })
})

describe('a set of public keys', () => {
  const { publicKey, privateKey } = pairs.ES256
  test.each([
    ['no JSON', '{', /not a JSON Web Key Set/],
    ['no set', '{"kty":"EC"}', /not a JSON Web Key Set/],
    ['no key in it', '{"keys":[]}', /not a JSON Web Key Set/],
    ['a private key', { keys: [toJwk(privateKey)] }, /key 1 is a private key/],
    ['a secret', { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }, /key 1 is a private key or a secret/],
    [
      'a short RSA key',
      { keys: [toJwk(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)] },
      /2048/,
    ],
    [
      'another curve',
      { keys: [toJwk(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey)] },
      /P-256/,
    ],
    ['a damaged key', { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }] }, /cannot be read/],
    ['another algorithm', { keys: [toJwk(publicKey, { alg: 'ES384' })] }, /is for ES256/],
    ['a key for encryption', { keys: [toJwk(publicKey, { use: 'enc' })] }, /not for signatures/],
    [
      'one id twice',
      { keys: [toJwk(publicKey, { kid: 'a' }), toJwk(pairs.EdDSA.publicKey, { kid: 'a' })] },
      /key 2/,
    ],
  ])('is rejected with %s', (_, set, message) => {
    const read = () => readJwkSet(typeof set === 'string' ? set : JSON.stringify(set))
    expect(read).toThrow(VerificationKeyError)
    expect(read).toThrow(message)
  })

  test('is never quoted in errors', () => {
    const jwk = toJwk(privateKey)
    expect.assertions(1)
    try {
      readJwkSet(JSON.stringify({ keys: [jwk] }))
    } catch (error) {
      expect(String(error)).not.toContain(jwk.d)
    }
  })
})

test('detects the kind of a public key', () => {
  expect(readJwkSet(jwkSet).map(({ algorithm, key }) => [algorithm, key.type])).toEqual([
    ['EdDSA', 'public'],
    ['ES256', 'public'],
    ['RS256', 'public'],
  ])
  expect(createPublicKey(pairs.EdDSA.privateKey).asymmetricKeyType).toBe('ed25519')
})
