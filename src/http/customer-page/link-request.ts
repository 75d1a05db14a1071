import type { LinkRequest } from '../../customer/link.ts'
import { toLinkChannel } from '../../visit/channel.ts'
import type { Visit } from '../../visit/read-visit.ts'

/** Who is to be linked, by which agent. The channel is told by shapes alone: a visitor can send any `originType`. */
export function toLinkRequest(
  { builtIn }: Visit,
  rest: Pick<LinkRequest, 'customerId' | 'source' | 'requestId'>,
): LinkRequest {
  const { visitorImId, agentId, agentName } = builtIn
  const isAgents = rest.source === 'agent'
  return {
    visitorImId,
    channel: toLinkChannel(builtIn),
    ...rest,
    agentId: isAgents ? agentId : null,
    agentName: isAgents ? agentName : null,
  }
}
