import type { Response } from 'express'
import type { Profile } from '../../customer/profile.ts'
import type { ProvedLinker } from '../../customer/proved-linker.ts'
import { describeError } from '../../logging/describe-error.ts'
import type { Log } from '../../logging/log.ts'
import type { LogId } from '../../logging/log-id.ts'
import { logLink } from '../../logging/view-log.ts'
import type { Visit } from '../../visit/read-visit.ts'
import { toLinkRequest } from './link-request.ts'

/** Links a visitor whose identity is proved and who is not linked yet. The page does not wait for it, and shows nothing of it. */
export type LinkProved = (visit: Visit, profile: Profile, response: Response) => void

export function createLinkProved(
  linker: ProvedLinker | null,
  { log, logId }: { log: Log; logId: LogId },
): LinkProved {
  return (visit, { basis, isLinked, customerId }, { locals: { requestId } }) => {
    if (!linker || basis !== 'proved' || isLinked || customerId === null) return
    const source = 'proof'
    const line = {
      event: 'link' as const,
      source: 'proof' as const,
      customerId: logId('customer', customerId),
      tenantId: logId('tenant', visit.builtIn.tenantId),
      agentId: null,
    }
    linker.link(toLinkRequest(visit, { customerId, source, requestId }), {
      done: ({ status }) => logLink(log, { requestId }, { ...line, status }),
      failed: (error) => log.warn({ event: 'link_failed', requestId, error: describeError(error) }),
    })
  }
}
