import type { RequestHandler, Response } from 'express'
import type { Log } from './log.ts'

/** nginx's status for a client that went away; an agent who switches on does that all day. */
const CLIENT_CLOSED_REQUEST = 499

/** For what is about a customer. */
export const asView: RequestHandler = (_request, response, next) => {
  response.locals.isView = true
  next()
}

/** Writes one line for each view, when the answer is out: what it was and how long it took. Who saw whom is the audit's. */
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

/** Milliseconds with two decimals. */
function toMs(duration: number): number {
  return Math.round(duration * 100) / 100
}
