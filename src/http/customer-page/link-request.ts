import type { LinkRequest } from '../../customer/link.ts'
import { toLinkChannel } from '../../visit/channel.ts'
import { toShownName, type Agent } from '../../sign-in/agent.ts'
import type { Visit } from '../../visit/read-visit.ts'

/** The agent is the signed-in one, or else the one the query names. */
export function toLinkRequest(
  { builtIn }: Visit,
  rest: Pick<LinkRequest, 'customerId' | 'source' | 'requestId'>,
  signedIn: Agent | null = null,
): LinkRequest {
  const { visitorImId } = builtIn
  const { agentId, agentName } = signedIn
    ? { agentId: signedIn.id, agentName: toShownName(signedIn) }
    : builtIn
  const isByAgent = rest.source === 'agent'
  return {
    visitorImId,
    channel: toLinkChannel(builtIn),
    ...rest,
    agentId: isByAgent ? agentId : null,
    agentName: isByAgent ? agentName : null,
  }
}
