import { isOtherAgent } from '../../sign-in/agent.ts'
import type { LogId } from '../../logging/log-id.ts'
import type { Visit } from '../../visit/read-visit.ts'

/** Stores in `response.locals` who asks about whom, in the form that may be logged and audited. */
export function setVisitLocals(locals: Express.Locals, visit: Visit, logId: LogId): void {
  locals.visit = visit
  setAgentLocals(locals, visit, logId)
}

/** Stores who asks, without counting as a view of the visitor. */
export function setAgentLocals(locals: Express.Locals, { builtIn }: Visit, logId: LogId): void {
  const agent = locals.session?.agent
  locals.tenantId = logId('tenant', builtIn.tenantId)
  locals.agentId = logId('agent', agent ? agent.id : builtIn.agentId)
  locals.agentDiffers = agent !== undefined && isOtherAgent(agent, builtIn)
}
