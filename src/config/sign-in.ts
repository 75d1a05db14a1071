import { z } from 'zod'
import { isLoopback } from './host-name.ts'
import { wholeNumber } from './variable-kinds.ts'

export const signInVariables = {
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

/** The session cookie needs HTTPS, except on this machine. */
export function findSignInFaults(values: Readonly<Record<string, string | undefined>>): string[] {
  const { OIDC_ISSUER: issuer, TLS_CERT_FILE: certFile, TRUST_PROXY: proxies, HOST: host } = values
  if (issuer === undefined || (certFile ?? proxies) !== undefined || isLoopback(host ?? '127.0.0.1'))
    return []
  return ['OIDC_ISSUER is set, which needs HTTPS: TLS_CERT_FILE, or TRUST_PROXY where a proxy serves HTTPS']
}

export function toSignInConfig(env: z.output<z.ZodObject<typeof signInVariables>>) {
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
