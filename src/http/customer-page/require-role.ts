import type { Response } from 'express'
import { isAllowed, type Restriction, type Roles } from '../../customer/query-file/roles.ts'
import { HttpError } from '../middleware/http-error.ts'
import type { PageRequest } from './page-request.ts'

/** Of the agent who has signed in. Without a sign-in nobody has any. */
export const rolesOf = ({ locals }: Pick<Response, 'locals'>): Roles => locals.session?.agent.roles ?? []

/** @throws {HttpError} 403 when the agent has none of the roles that a file asks for */
export function requireRole(restriction: Restriction, response: Pick<Response, 'locals'>): void {
  if (!isAllowed(restriction?.roles, rolesOf(response)))
    throw new HttpError({ status: 403, code: 'role_required' })
}

/**
 * The same of a page whose customer a search or a claim has found: the address or form may be another agent's.
 *
 * @param restriction of `search.sql`
 */
export function requireSearchRole(
  { opened }: Pick<PageRequest, 'opened'>,
  restriction: Restriction,
  response: Pick<Response, 'locals'>,
): void {
  if (opened !== null && opened.from !== 'candidate') requireRole(restriction, response)
}
