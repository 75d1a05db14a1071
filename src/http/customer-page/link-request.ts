import type { LinkRequest } from '../../customer/link.ts'
import { toLinkChannel } from '../../visit/channel.ts'
import { toShownName, type Agent } from '../../sign-in/agent.ts'
import type { Visit } from '../../visit/read-visit.ts'

/** Who is to be linked, by which agent: the one who has signed in, or whom the query names. The channel is told by shapes alone: a visitor can send any `originType`. */
export function toLinkRequest(
  { builtIn }: Visit,
  rest: Pick<LinkRequest, 'customerId' | 'source' | 'requestId'>,
  signedIn: Agent | null = null,
): LinkRequest {
  const { visitorImId } = builtIn
  const { agentId, agentName } = signedIn
    ? { agentId: signedIn.id, agentName: toShownName(signedIn) }
    : builtIn
  const isAgents = rest.source === 'agent'
  return {
    visitorImId,
    channel: toLinkChannel(builtIn),
    ...rest,
    agentId: isAgents ? agentId : null,
    agentName: isAgents ? agentName : null,
  }
}
