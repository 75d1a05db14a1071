import { z } from 'zod'

/** Who has signed in, as the provider names them. It is all that a session holds, so that it fits into a cookie. */
export const agentSchema = z.object({
  /** The provider's `sub`: the same at every sign-in, and nobody else's. */
  id: z.string(),
  /** The provider's `preferred_username`. */
  login: z.string().nullable(),
  email: z.string().nullable(),
  name: z.string().nullable(),
})

export type Agent = z.output<typeof agentSchema>

/** What a provider says of its user, by claim. */
export type Claims = Readonly<Record<string, unknown>>

/** As many as a `sub` may have. */
const MOST_CHARACTERS = 255

export function toAgent(claims: Claims): Agent {
  return {
    id: toText(claims['sub']) ?? '',
    login: toText(claims['preferred_username']),
    email: toText(claims['email']),
    name: toText(claims['name']),
  }
}

function toText(claim: unknown): string | null {
  return typeof claim === 'string' && claim !== '' ? claim.slice(0, MOST_CHARACTERS) : null
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
