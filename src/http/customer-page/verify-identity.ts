import { NO_IDENTITY, toFailedIdentity, type Identity } from '../../identity/identity.ts'
import type { VerificationKey } from '../../identity/verification-keys.ts'
import { createTokenVerifier } from '../../identity/verify-token.ts'
import { isCaseFolded } from '../../visit/channel.ts'
import type { Visit } from '../../visit/read-visit.ts'

interface Options {
  /** If empty, tokens are ignored. */
  keys: readonly VerificationKey[]
  audience: string | null
  maxAgeSeconds: number
}

/** Verifies the visit's identity token. Never rejects. */
export type IdentityVerifier = (
  visit: Pick<Visit, 'identityToken' | 'channel' | 'builtIn'>,
) => Promise<Identity>

export function createIdentityVerifier({ keys, audience, maxAgeSeconds }: Options): IdentityVerifier {
  const verify = createTokenVerifier({ keys, audience, maxAgeSeconds })
  return async ({ identityToken: token, channel, builtIn: { visitorImId } }) => {
    if (keys.length === 0 || token.status === 'none') return NO_IDENTITY
    if (token.status === 'undecryptable') return toFailedIdentity('undecryptable')
    if (token.status === 'repeated') return toFailedIdentity('sent_more_than_once')
    return verify(token.value, { visitorImId, isCaseFolded: isCaseFolded(channel, visitorImId) })
  }
}
