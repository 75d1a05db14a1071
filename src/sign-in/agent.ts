import { z } from 'zod'
import { readRolesClaim } from './roles-claim.ts'

/** Who has signed in, as the provider names them. It is all that a session holds, so that it fits into a cookie. */
export const agentSchema = z.object({
  /** The provider's `sub`: the same at every sign-in, and nobody else's. */
  id: z.string(),
  /** The provider's `preferred_username`. */
  login: z.string().nullable(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  /** Those that files name, and no others. Of a session that is older than roles: none. */
  roles: z.array(z.string()).default([]),
})

export type Agent = z.output<typeof agentSchema>

/** What a provider says of its user, by claim. */
export type Claims = Readonly<Record<string, unknown>>

/** Which claim has the roles, and which of them count. */
export interface RoleRules {
  claim: string
  roles: readonly string[]
}

/** As many as a `sub` may have, as JSON writes them: four such texts and the roles fit into a cookie. */
const MOST_BYTES = 255

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

function toText(claim: unknown): string | null {
  return typeof claim === 'string' && claim !== '' ? cut(claim) : null
}

function cut(text: string): string {
  const characters = Array.from(text.slice(0, MOST_BYTES))
  while (Buffer.byteLength(JSON.stringify(characters.join('')).slice(1, -1)) > MOST_BYTES) characters.pop()
  return characters.join('')
}

/** How the page calls the agent. */
export function toShownName({ name, login, email, id }: Agent): string {
  return name ?? login ?? email ?? id
}

/**
 * Whether a query says that somebody else than the signed-in agent asks. Where both know an e-mail address, it decides:
 * the console has numbers of its own for agents, which few providers know.
 */
export function isOtherAgent(agent: Agent, said: { agentId: string | null; email: string | null }): boolean {
  if (said.email !== null && agent.email !== null) return !isSame(said.email, agent.email)
  const names = [agent.id, agent.login].filter((name) => name !== null)
  return said.agentId !== null && !names.some((name) => isSame(name, said.agentId ?? ''))
}

/** Logins and addresses are written in any case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
