import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'

type Algorithm = 'HS256' | 'EdDSA' | 'ES256' | 'RS256'

/** A key bound to one algorithm, so that a public key can never be used as an HS256 secret. */
export interface VerificationKey {
  /** In JSON, logs and metrics: `current`, `previous`, or the id of a public key. */
  name: string
  algorithm: Algorithm
  /** The `kid` of the key; null if it has none. */
  id: string | null
  key: KeyObject
}

/** RFC 7518, section 3.2: an HS256 key must be at least as long as the hash output. */
export const MIN_SECRET_BYTES = 32
/** RFC 7518, section 3.3. */
const MIN_RSA_BITS = 2048

const jwkSetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) })
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** The message contains no part of a key. */
export class VerificationKeyError extends Error {
  override name = 'VerificationKeyError'
}

/** The current secret first. */
export function toSecretKeys(secrets: readonly string[]): VerificationKey[] {
  return secrets.map((secret, index) => ({
    name: index === 0 ? 'current' : 'previous',
    algorithm: 'HS256',
    id: null,
    key: createSecretKey(secret, 'utf8'),
  }))
}

/** @throws {VerificationKeyError} unless all are public: Ed25519, P-256, or RSA with at least 2048 bits */
export function readJwkSet(text: string): VerificationKey[] {
  const { keys } = parseJwkSet(text)
  const read = keys.map((jwk, index) => readJwk(jwk, index + 1))
  const names = read.map(({ name }) => name)
  const twice = names.findIndex((name, index) => names.indexOf(name) < index)
  if (twice !== -1) throw new VerificationKeyError(`key ${String(twice + 1)} has the kid of another`)
  return read
}

function parseJwkSet(text: string) {
  try {
    return jwkSetSchema.parse(JSON.parse(text))
  } catch {
    throw new VerificationKeyError('is not a JSON Web Key Set: {"keys": [{"kty": …}]}')
  }
}

function readJwk(jwk: Record<string, unknown>, position: number): VerificationKey {
  const fail = (why: string) => new VerificationKeyError(`key ${String(position)} ${why}`)
  if (PRIVATE_MEMBERS.some((name) => name in jwk))
    throw fail('is a private key or a secret: only public keys belong here')
  const { kid, alg, use } = jwk
  if (use !== undefined && use !== 'sig') throw fail('is not for signatures (use)')
  let key: KeyObject
  try {
    key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
  } catch {
    throw fail('cannot be read')
  }
  const algorithm = algorithmOf(key)
  if (!algorithm) throw fail('is neither Ed25519, P-256, nor RSA of 2048 bits or more')
  if (alg !== undefined && alg !== algorithm) throw fail(`is for ${algorithm}, and its alg says otherwise`)
  const id = typeof kid === 'string' && kid !== '' ? kid : null
  return { name: id ?? `jwk-${String(position)}`, algorithm, id, key }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): Algorithm | null {
  if (asymmetricKeyType === 'ed25519') return 'EdDSA'
  if (asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1') return 'ES256'
  return asymmetricKeyType === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS ? 'RS256' : null
}
