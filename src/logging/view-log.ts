import type { Response } from 'express'
import type { Log } from './log.ts'

/** nginx's status for a client that disconnected, as agents do whenever they switch conversations. */
const CLIENT_CLOSED_REQUEST = 499

/** What it was and how long it took. The audit records who saw whom. */
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
      // A configured folder name, never client input.
      window: locals.window,
      basis: profile?.basis ?? null,
      // Only the result of the verification, not the identity in the token.
      identity: identity?.status ?? null,
      identityReason: identity?.reason ?? undefined,
      channel: visit?.channel ?? null,
      customerId: locals.customerId,
      candidateIds: locals.candidateIds,
      tenantId: locals.tenantId,
      agentId: locals.agentId,
      agentDiffers: locals.agentDiffers || undefined,
      durationMs: toMs(performance.now() - locals.startedAt),
      lookupMs: profile ? toMs(profile.lookupMs) : null,
      panelsMs: profile ? toMs(profile.panelsMs) : null,
      repairs: visit?.repairs ?? [],
      // Shows when the previous key is no longer used and can be removed.
      keyUses: visit?.keyUses.length ? visit.keyUses : undefined,
      token: locals.accessToken,
    })
  }
}

/** `outcome` is null if nothing was looked up. */
export function toResult({ writableFinished, statusCode, locals }: Response) {
  return writableFinished
    ? { outcome: locals.errorCode ?? locals.profile?.outcome ?? null, status: statusCode }
    : { outcome: 'aborted', status: CLIENT_CLOSED_REQUEST }
}

function toMs(duration: number): number {
  return Math.round(duration * 100) / 100
}
