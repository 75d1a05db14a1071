import { z } from 'zod'
import { readRolesClaim } from './roles-claim.ts'

/** The whole content of a session, which must fit into a cookie. */
export const agentSchema = z.object({
  /** The provider's `sub`: unique and stable. */
  id: z.string(),
  login: z.string().nullable(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  /** Only roles that query files use. Sessions created before roles existed have none. */
  roles: z.array(z.string()).default([]),
})

export type Agent = z.output<typeof agentSchema>

export type Claims = Readonly<Record<string, unknown>>

export interface RoleRules {
  claim: string
  roles: readonly string[]
}

/** JSON-encoded: four texts of this length and the roles fit into a cookie. */
const MAX_BYTES = 255

export function toAgent(claims: Claims, { claim, roles }: RoleRules): Agent {
  const given = readRolesClaim(claims, claim)
  return {
    id: toText(claims['sub']) ?? '',
    login: toText(claims['preferred_username']),
    email: toText(claims['email']),
    name: toText(claims['name']),
    roles: roles.filter((role) => given.includes(role)),
  }
}

/** Postgres refuses one of them, so that a link could not be stored with its agent. */
const CONTROL_CHARACTERS = /\p{Cc}/gu

function toText(claim: unknown): string | null {
  if (typeof claim !== 'string') return null
  const text = claim.replaceAll(CONTROL_CHARACTERS, ' ')
  return text.trim() === '' ? null : truncate(text)
}

function truncate(text: string): string {
  const characters = Array.from(text.slice(0, MAX_BYTES))
  while (Buffer.byteLength(JSON.stringify(characters.join('')).slice(1, -1)) > MAX_BYTES) characters.pop()
  return characters.join('')
}

export function toShownName({ name, login, email, id }: Agent): string {
  return name ?? login ?? email ?? id
}

/** If both have an e-mail address, it decides: the console's agent ids are its own, and few providers know them. */
export function isOtherAgent(agent: Agent, query: { agentId: string | null; email: string | null }): boolean {
  if (query.email !== null && agent.email !== null) return !isSame(query.email, agent.email)
  const names = [agent.id, agent.login].filter((name) => name !== null)
  return query.agentId !== null && !names.some((name) => isSame(name, query.agentId ?? ''))
}

/** Logins and e-mail addresses are case-insensitive. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
