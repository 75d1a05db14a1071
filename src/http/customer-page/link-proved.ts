import type { Response } from 'express'
import type { Audit } from '../../audit/audit.ts'
import type { Profile } from '../../customer/profile.ts'
import type { BackgroundLinker } from '../../customer/background-linker.ts'
import { describeError } from '../../logging/describe-error.ts'
import type { Log } from '../../logging/log.ts'
import type { LogId } from '../../logging/log-id.ts'
import type { Visit } from '../../visit/read-visit.ts'
import { toLinkRequest } from './link-request.ts'

/** Runs in the background: the page neither waits for it nor shows the result. */
export type LinkProved = (visit: Visit, profile: Profile, response: Response) => void

export function createLinkProved(
  linker: BackgroundLinker | null,
  { audit, log, logId }: { audit: Audit; log: Log; logId: LogId },
): LinkProved {
  return (visit, { basis, isLinked, customerId }, { locals }) => {
    if (!linker || basis !== 'proved' || isLinked || customerId === null) return
    const { requestId } = locals
    const source = 'proof'
    const line = {
      source,
      customerId: logId('customer', customerId),
      candidateIds: undefined,
      tenantId: logId('tenant', visit.builtIn.tenantId),
      agentId: null,
      agentDiffers: undefined,
    }
    const record = (status: string) => audit.record(locals, 'link', { ...line, status })
    linker.link(toLinkRequest(visit, { customerId, source, requestId }), {
      before: () => record('asked'),
      done: ({ status }) => record(status),
      failed: (error) => log.warn({ event: 'link_failed', requestId, error: describeError(error) }),
    })
  }
}
