import type { RequestHandler } from 'express'
import { AuditUnavailableError, type Audit } from '../../audit/audit.ts'

/** Rejects requests while the audit is unavailable: no customer is shown or looked up. */
export function requireAudit({ isReady }: Pick<Audit, 'isReady'>): RequestHandler {
  return (_request, _response, next) => {
    if (!isReady()) throw new AuditUnavailableError()
    next()
  }
}
