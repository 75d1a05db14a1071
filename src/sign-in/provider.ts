import * as oidc from 'openid-client'
import type { Claims } from './agent.ts'

/** What must come back with the provider's answer. It is kept in the browser that asked, sealed. */
interface Attempt {
  state: string
  nonce: string
  codeVerifier: string
}

export type SignInFailure =
  /** The provider does not answer, is late, or answers what is no OpenID Connect. */
  | 'unavailable'
  /** The provider says that this user may not sign in, or the user has turned back. */
  | 'refused'
  /** The answer belongs to no attempt that is under way here, or has been used. */
  | 'expired'

export class SignInError extends Error {
  override name = 'SignInError'
  readonly failure: SignInFailure

  constructor(failure: SignInFailure, options?: ErrorOptions) {
    super(failure, options)
    this.failure = failure
  }
}

export interface Provider {
  /**
   * @param redirectUri where the provider sends the browser back to
   * @param language    of the provider's pages
   * @throws {SignInError}
   */
  begin(redirectUri: string, language: string): Promise<{ address: string; attempt: Attempt }>
  /**
   * @param answer the address that the provider has sent the browser to
   * @throws {SignInError}
   */
  finish(answer: URL, attempt: Attempt): Promise<Claims>
}

interface Options {
  issuer: URL
  clientId: string
  clientSecret: string
  /** Of each request to the provider, in seconds. */
  timeoutSeconds?: number
}

const TIMEOUT_SECONDS = 5
const SCOPE = 'openid profile email'

/** Asks the provider for its addresses when somebody first signs in: the server starts without it. */
export function createProvider(options: Options): Provider {
  const { issuer, clientId, clientSecret, timeoutSeconds = TIMEOUT_SECONDS } = options
  let discovered: Promise<oidc.Configuration> | undefined

  function discover(): Promise<oidc.Configuration> {
    discovered ??= oidc
      .discovery(issuer, clientId, clientSecret, authenticate(clientSecret), {
        timeout: timeoutSeconds,
        execute: [
          // The signature of the ID token counts, too, and not only whom it came from.
          oidc.enableNonRepudiationChecks,
          // The configuration has plain HTTP on this machine alone.
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed
          ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
        ],
      })
      .catch((error: unknown) => {
        discovered = undefined
        throw error
      })
    return discovered
  }

  return {
    begin: (redirectUri, language) =>
      explained(async () => {
        const config = await discover()
        const attempt = {
          state: oidc.randomState(),
          nonce: oidc.randomNonce(),
          codeVerifier: oidc.randomPKCECodeVerifier(),
        }
        const { href } = oidc.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: SCOPE,
          state: attempt.state,
          nonce: attempt.nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(attempt.codeVerifier),
          code_challenge_method: 'S256',
          ui_locales: language,
        })
        return { address: href, attempt }
      }),
    finish: (answer, { state, nonce, codeVerifier }) =>
      explained(async () => {
        if (answer.searchParams.get('state') !== state) throw new SignInError('expired')
        const config = await discover()
        const tokens = await oidc.authorizationCodeGrant(config, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
        })
        const claims = tokens.claims()
        if (!claims) throw new SignInError('unavailable')
        if (config.serverMetadata().userinfo_endpoint === undefined) return claims
        // Many a provider says no more in its token than who it is.
        const more = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
        return { ...more, ...claims }
      }),
  }
}

/** As the specification has it by default; in the body where the provider takes it only there. */
function authenticate(clientSecret: string): oidc.ClientAuth {
  const [basic, post] = [oidc.ClientSecretBasic(clientSecret), oidc.ClientSecretPost(clientSecret)]
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const method = methods.includes('client_secret_basic') ? basic : post
    method(server, ...rest)
  }
}

async function explained<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof SignInError) throw error
    throw new SignInError(toFailure(error), { cause: error })
  }
}

function toFailure(error: unknown): SignInFailure {
  if (error instanceof oidc.AuthorizationResponseError)
    return UNAVAILABLE.has(error.error) ? 'unavailable' : 'refused'
  // A code is good once: the page was loaded again.
  if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant') return 'expired'
  return 'unavailable'
}

/** What a provider says of itself, in place of its user. */
const UNAVAILABLE: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable'])
