import type { Response } from 'express'
import { isAllowed, type Restriction, type Roles } from '../../customer/query-file/roles.ts'
import { HttpError } from '../middleware/http-error.ts'
import type { PageRequest } from './page-request.ts'

/** The roles of the signed-in agent; empty without sign-in. */
export const rolesOf = ({ locals }: Pick<Response, 'locals'>): Roles => locals.session?.agent.roles ?? []

/** @throws {HttpError} 403 if the agent has none of the required roles */
export function requireRole(restriction: Restriction, response: Pick<Response, 'locals'>): void {
  if (!isAllowed(restriction?.roles, rolesOf(response))) throw new HttpError('role_required')
}

/**
 * The page may have been found by another agent's search or claim.
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
