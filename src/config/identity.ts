import { z } from 'zod'
import {
  MIN_SECRET_BYTES,
  readJwkSet,
  toSecretKeys,
  VerificationKeyError,
} from '../identity/verification-keys.ts'
import { TOKEN_PARAMETER } from '../visit/identity-token.ts'
import { readStrictText, toReadFault } from './text-file.ts'
import { customParameter, oneOf } from './variable-kinds.ts'

const secret = z
  .string()
  .refine(
    (text) => Buffer.byteLength(text) >= MIN_SECRET_BYTES,
    `must have at least ${String(MIN_SECRET_BYTES)} bytes: openssl rand -base64 33 makes one`,
  )

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const
const DURATION = /^(\d{1,7})([smhd])$/
const [MIN_AGE, MAX_AGE] = [SECONDS.m, 30 * SECONDS.d]

/** Parses a duration such as `24h`; null if it is invalid. */
export function toSeconds(text: string): number | null {
  const [, count, unit] = DURATION.exec(text) ?? []
  return count === undefined ? null : Number(count) * SECONDS[unit as keyof typeof SECONDS]
}

export const identityVariables = {
  IDENTITY_SECRET: secret.optional(),
  IDENTITY_SECRET_PREVIOUS: secret.optional(),
  IDENTITY_JWKS_FILE: z.string().transform(readKeyFile).optional(),
  IDENTITY_AUDIENCE: z.string().max(256, 'must have at most 256 characters').optional(),
  IDENTITY_MAX_AGE: z
    .string()
    .transform((text) => toSeconds(text) ?? 0)
    .refine(
      (seconds) => seconds >= MIN_AGE && seconds <= MAX_AGE,
      'must be a duration from 1m to 30d, such as 24h',
    )
    .default(SECONDS.d),
  IDENTITY_PARAMETER: customParameter.default(TOKEN_PARAMETER),
  IDENTITY_REQUIRED: oneOf(['off', 'reveal', 'profile']).default('off'),
}

function readKeyFile(path: string, context: z.RefinementCtx) {
  try {
    return readJwkSet(readStrictText(path))
  } catch (error) {
    const reason =
      error instanceof VerificationKeyError ? `has a fault: ${error.message}` : toReadFault(error)
    context.addIssue({ code: 'custom', message: `names a file that ${reason}` })
    return z.NEVER
  }
}

export function findIdentityFaults(values: Readonly<Record<string, string | undefined>>): string[] {
  const hasKeys = values['IDENTITY_SECRET'] !== undefined || values['IDENTITY_JWKS_FILE'] !== undefined
  const faults: string[] = []
  const { DATABASE_URL: databaseUrl, CLAIM_PARAMETER: claim, SERVER_SECRET: serverSecret } = values
  if (hasKeys && databaseUrl !== undefined && serverSecret === undefined)
    faults.push(
      'SERVER_SECRET is missing, which IDENTITY_SECRET and IDENTITY_JWKS_FILE need with DATABASE_URL',
    )
  if (claim !== undefined && claim === (values['IDENTITY_PARAMETER'] ?? TOKEN_PARAMETER))
    faults.push('CLAIM_PARAMETER is the same as IDENTITY_PARAMETER')
  return faults
}

export function toIdentityConfig(env: z.output<z.ZodObject<typeof identityVariables>>) {
  const { IDENTITY_SECRET: current, IDENTITY_SECRET_PREVIOUS: previous, IDENTITY_JWKS_FILE: publicKeys } = env
  const secrets = [current, previous].filter((text) => text !== undefined)
  return {
    /** If empty, identity tokens are ignored. */
    keys: [...toSecretKeys(secrets), ...(publicKeys ?? [])],
    secret: current,
    audience: env.IDENTITY_AUDIENCE ?? null,
    maxAgeSeconds: env.IDENTITY_MAX_AGE,
    /** Never shown, whether or not tokens are verified. */
    parameter: env.IDENTITY_PARAMETER,
    /** What is shown without a proof: everything, no revealed values, or only a name. */
    required: env.IDENTITY_REQUIRED,
  }
}
