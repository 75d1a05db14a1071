import type { RequestHandler } from 'express'
import { AuditUnavailableError, type Audit } from '../../audit/audit.ts'

export function requireAudit({ isReady }: Pick<Audit, 'isReady'>): RequestHandler {
  return (_request, _response, next) => {
    if (!isReady()) throw new AuditUnavailableError()
    next()
  }
}
