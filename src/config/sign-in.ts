import { z } from 'zod'
import { isLoopback } from './host-name.ts'
import { wholeNumber } from './whole-number.ts'

const CLIENT = ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']
const ROLES = ['OIDC_ROLES_CLAIM', 'OIDC_ROLES']

/** Validates each sign-in variable on its own. */
export const signInSchema = {
  OIDC_ISSUER: z
    .string()
    .refine(isIssuer, 'must be an https URL without a query, such as https://login.example.com/realms/agents')
    .optional(),
  OIDC_CLIENT_ID: z.string().max(256, 'must have at most 256 characters').optional(),
  OIDC_CLIENT_SECRET: z.string().max(1024, 'must have at most 1024 characters').optional(),
  OIDC_ROLES_CLAIM: z.string().max(256, 'must have at most 256 characters').default('roles'),
  OIDC_ROLES: z
    .string()
    .transform((text) => [...new Set(text.split(',').map((role) => role.trim()))])
    .refine((roles) => roles.every((role) => role !== ''), 'must be names of roles, separated by commas')
    .default([]),
  SESSION_HOURS: wholeNumber(1, 168).default(10),
}

/** Plain HTTP is allowed only for a provider on this machine, as in tests. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, host, username, search, hash } = new URL(text)
  if (username !== '' || search !== '' || hash !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(host))
}

/** Finds contradictions between these variables and the server's. */
export function findSignInFaults(values: Readonly<Record<string, string | undefined>>): string[] {
  const isSet = (name: string) => values[name] !== undefined
  if (!isSet('OIDC_ISSUER'))
    return [...CLIENT, ...ROLES].filter(isSet).map((name) => `${name} is set, which needs OIDC_ISSUER`)
  const faults = CLIENT.filter((name) => !isSet(name)).map(
    (name) => `OIDC_ISSUER is set, which needs ${name}`,
  )
  // Anybody who knows the secret can forge a session.
  if (!isSet('SERVER_SECRET'))
    faults.push('OIDC_ISSUER is set, which needs SERVER_SECRET: openssl rand -hex 32 makes one')
  const isHttps = isSet('TLS_CERT_FILE') || isSet('TRUST_PROXY')
  if (!isHttps && !isLoopback(values['HOST'] ?? '127.0.0.1'))
    faults.push(
      'OIDC_ISSUER is set, which needs HTTPS: TLS_CERT_FILE, or TRUST_PROXY where a proxy serves HTTPS',
    )
  return faults
}

/** Null without sign-in. */
export function toSignInConfig(env: z.output<z.ZodObject<typeof signInSchema>>) {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null
  return {
    issuer: new URL(issuer),
    clientId,
    clientSecret,
    sessionHours: env.SESSION_HOURS,
    rolesClaim: env.OIDC_ROLES_CLAIM,
    /** The known roles; if empty, all roles that files name. */
    roles: env.OIDC_ROLES,
  }
}
