import type { RequestHandler, Response } from 'express'
import type { Log } from './log.ts'

type Locals = Express.Locals

/** nginx's status for a client that went away; an agent who switches on does that all day. */
const CLIENT_CLOSED_REQUEST = 499

/** For what is about a customer. */
export const asView: RequestHandler = (_request, response, next) => {
  response.locals.isView = true
  next()
}

/** Writes one line for each view, when the answer is out: who was shown, to whom, how long it took. */
export function createViewLog(log: Log): (response: Response) => void {
  return (response) => {
    const { locals } = response
    if (!locals.isView) return
    const { visit, profile, identity } = locals
    const { outcome, status } = toResult(response)
    log.info({
      event: 'view',
      requestId: locals.requestId,
      outcome,
      status,
      // The name of a folder of ours, and no text of a client's.
      window: locals.window,
      basis: profile?.basis ?? null,
      // Of the token nothing but the verdict: not whom it names.
      identity: identity?.status ?? null,
      identityReason: identity?.reason ?? undefined,
      channel: visit?.channel ?? null,
      customerId: locals.customerId,
      // With several, each of them was shown.
      candidateIds: locals.candidateIds,
      tenantId: locals.tenantId,
      agentId: locals.agentId,
      agentDiffers: locals.agentDiffers || undefined,
      durationMs: toMs(performance.now() - locals.startedAt),
      lookupMs: profile ? toMs(profile.lookupMs) : null,
      panelsMs: profile ? toMs(profile.panelsMs) : null,
      repairs: visit?.repairs ?? [],
      // When the previous key has no uses left, it can go.
      keyUses: visit?.keyUses.length ? visit.keyUses : undefined,
      token: locals.accessToken,
    })
  }
}

/** How a request ended, once its answer is out or its client gone. Outcome is null where nothing was looked up. */
export function toResult({ writableFinished, statusCode, locals }: Response) {
  return writableFinished
    ? { outcome: locals.errorCode ?? locals.profile?.outcome ?? null, status: statusCode }
    : { outcome: 'aborted', status: CLIENT_CLOSED_REQUEST }
}

/** Writes who saw which value of which customer. The value is not in it. */
export function logReveal(
  log: Log,
  { requestId, customerId, tenantId, agentId }: Locals,
  { panel, column }: { panel: string | null; column: string },
): void {
  log.info({
    event: 'reveal',
    requestId,
    customerId,
    tenantId,
    agentId,
    panel,
    field: column,
  })
}

/** Writes who opened which customer by hand, and where the customer was named. */
export function logOpen(
  log: Log,
  { requestId, customerId, tenantId, agentId }: Locals,
  from: 'search' | 'candidate' | 'claim',
): void {
  log.info({ event: 'open', requestId, customerId, from, tenantId, agentId })
}

/** Writes who linked a visitor to which customer, or took that back, and what came of it. The visitor's id is not in it. */
export function logLink(
  log: Log,
  { requestId }: Pick<Locals, 'requestId'>,
  line: {
    event: 'link' | 'unlink'
    status: string
    source: 'agent' | 'proof'
    customerId: string | null
    tenantId: string | null
    agentId: string | null
  },
): void {
  log.info({ requestId, ...line })
}

/** Milliseconds with two decimals. */
function toMs(duration: number): number {
  return Math.round(duration * 100) / 100
}
