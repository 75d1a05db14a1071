import { NO_IDENTITY, toFailedIdentity, type Identity } from '../../identity/identity.ts'
import { createTokenVerifier, type VerifierOptions } from '../../identity/verify-token.ts'
import { isCaseFolded } from '../../visit/channel.ts'
import type { Visit } from '../../visit/read-visit.ts'

export type IdentityVerifier = (
  visit: Pick<Visit, 'identityToken' | 'channel' | 'builtIn'>,
) => Promise<Identity>

export function createIdentityVerifier(options: VerifierOptions): IdentityVerifier {
  const verify = createTokenVerifier(options)
  return async ({ identityToken: token, channel, builtIn: { visitorImId } }) => {
    if (options.keys.length === 0 || token.status === 'none') return NO_IDENTITY
    if (token.status === 'undecryptable') return toFailedIdentity('undecryptable')
    if (token.status === 'repeated') return toFailedIdentity('sent_more_than_once')
    return verify(token.value, { visitorImId, isCaseFolded: isCaseFolded(channel, visitorImId) })
  }
}
