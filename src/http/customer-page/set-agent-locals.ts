import { isOtherAgent } from '../../sign-in/agent.ts'
import type { LogId } from '../../logging/log-id.ts'
import type { Visit } from '../../visit/read-visit.ts'

/** Stores in `response.locals` who asks, in the form that may be logged and audited. */
export function setAgentLocals(locals: Express.Locals, { builtIn }: Visit, logId: LogId): void {
  const agent = locals.session?.agent
  locals.tenantId = logId('tenant', builtIn.tenantId)
  locals.agentId = logId('agent', agent ? agent.id : builtIn.agentId)
  locals.agentDiffers = agent !== undefined && isOtherAgent(agent, builtIn)
}
