import { decodeJwt, decodeProtectedHeader } from 'jose'
import { toSeconds } from '../config/identity.ts'
import type { Config } from '../config/load.ts'
import type { Identity, IdentityFailure } from '../identity/identity.ts'
import { signToken } from '../identity/sign-token.ts'
import { createTokenVerifier, subjectSchema } from '../identity/verify-token.ts'
import { isCaseFolded, toChannelByShape } from '../visit/channel.ts'
import { readArguments, readVisitorId } from './arguments.ts'
import { StartError } from './start-error.ts'

const OPTIONS = {
  sub: { type: 'string' },
  visitor: { type: 'string' },
  ttl: { type: 'string' },
  explain: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const HELP = `Creates a token that proves who a visitor is, as your own backend does, or explains what is wrong with one.

  npm run --silent identity -- --sub NUMBER [--visitor ID] [--ttl 24h]
  npm run --silent identity -- --explain TOKEN [--visitor ID]

  --sub NUMBER     the customer's number
  --visitor ID     visitorImId: with --sub, the only visitor it is valid for; with --explain, who sent it
  --ttl DURATION   how long it is valid, such as 24h or 30m. Default: IDENTITY_MAX_AGE
  --explain TOKEN  verifies a token with the keys that are configured

The secret is IDENTITY_SECRET, from the environment or .env: on the command line it would stay in the shell's history.
`

export async function identity(config: Config, args: string[]): Promise<void> {
  const { help, sub, visitor, ttl, explain } = readArguments(args, OPTIONS).values
  if (help) process.stdout.write(HELP)
  else if (explain !== undefined) process.stdout.write(await explainToken(config, explain, visitor))
  else if (sub) process.stdout.write(`${await makeToken(config, sub, visitor, ttl)}\n`)
  else throw new StartError('--sub or --explain is missing. See --help.')
}

function makeToken(
  { identity: { secret, audience, maxAgeSeconds } }: Config,
  subject: string,
  visitor: string | undefined,
  ttl: string | undefined,
): Promise<string> {
  if (secret === undefined) throw new StartError('--sub needs IDENTITY_SECRET. See --help.')
  if (!subjectSchema.safeParse(subject).success)
    throw new StartError('--sub must have at most 256 characters, and no control or format characters.')
  const validSeconds = ttl === undefined ? maxAgeSeconds : toSeconds(ttl)
  if (validSeconds === null) throw new StartError('--ttl must be a duration, such as 24h. See --help.')
  const visitorImId = visitor === undefined ? null : readVisitorId(visitor)
  if (validSeconds > maxAgeSeconds) process.stderr.write(TOO_LONG)
  return signToken(secret, { subject, visitorImId, audience, validSeconds })
}

const TOO_LONG =
  'Warning: --ttl is longer than IDENTITY_MAX_AGE, so the page refuses this token (too_long_lived).\n'

const EXPLANATIONS: Readonly<Record<IdentityFailure, string>> = {
  bad_signature: 'none of the configured keys has signed it',
  expired: 'its exp is past',
  not_yet_valid: 'its nbf or iat lies in the future: a clock is wrong',
  too_long_lived: 'exp - iat is more than IDENTITY_MAX_AGE',
  wrong_visitor: 'its vid is another visitor (give the visitor with --visitor)',
  wrong_audience: 'its aud is not IDENTITY_AUDIENCE',
  wrong_algorithm: 'no configured key is for its alg',
  malformed:
    'it is not a signed JWT in Base64url with sub (text of at most 256 characters, without control or format characters), iat and exp (numbers), and, if present, vid (text) and nbf (number): null is neither',
  undecryptable: 'it cannot be decrypted',
  sent_more_than_once: 'it was sent more than once',
}

async function explainToken(
  { identity: { keys, audience, maxAgeSeconds } }: Config,
  token: string,
  visitor: string | undefined,
): Promise<string> {
  if (keys.length === 0)
    throw new StartError('--explain needs IDENTITY_SECRET or IDENTITY_JWKS_FILE. See --help.')
  const visitorImId = visitor ?? readVisitor(token)
  const verification = await createTokenVerifier({ keys, audience, maxAgeSeconds })(token.trim(), {
    visitorImId,
    isCaseFolded: isCaseFolded(toChannelByShape({ visitorImId, to: null }), visitorImId),
  })
  return [...describeVerification(verification), ...readParts(token)].map((line) => `${line}\n`).join('')
}

function describeVerification({ status, reason, key }: Identity): string[] {
  if (reason === null) return [`Status: ${status}, by the key ${key ?? '?'}.`]
  return [`Status: failed (${reason}): ${EXPLANATIONS[reason]}.`, ...(key === null ? [] : [`Key: ${key}.`])]
}

function readVisitor(token: string): string {
  try {
    const { vid } = decodeJwt(token)
    return typeof vid === 'string' ? vid : ''
  } catch {
    return ''
  }
}

function readParts(token: string): string[] {
  try {
    const { iat, exp, ...claims } = decodeJwt(token)
    return [
      `Header: ${JSON.stringify(decodeProtectedHeader(token))}`,
      `Claims: ${JSON.stringify(claims)}`,
      `Issued: ${toTime(iat)}; ends: ${toTime(exp)}.`,
    ]
  } catch {
    return []
  }
}

function toTime(seconds: number | undefined): string {
  const time = new Date((seconds ?? NaN) * 1000)
  return Number.isNaN(time.getTime()) ? 'not said' : time.toISOString()
}
