import * as oidc from 'openid-client'
import type { Claims } from './agent.ts'

/** Sealed in a cookie of the browser that started the attempt. */
interface Attempt {
  state: string
  nonce: string
  codeVerifier: string
}

export type SignInFailure =
  /** The provider does not answer, times out, or does not speak OpenID Connect. */
  | 'unavailable'
  /** The provider denied the user, or the user cancelled. */
  | 'refused'
  /** The answer matches no attempt in progress, or has already been used. */
  | 'expired'

export class SignInError extends Error {
  override name = 'SignInError'
  readonly failure: SignInFailure

  constructor(failure: SignInFailure, options?: ErrorOptions) {
    super(failure, options)
    this.failure = failure
  }
}

export interface ProviderOptions {
  issuer: URL
  clientId: string
  clientSecret: string
}

/** Its methods reject with a SignInError. */
interface Provider {
  /** @param redirectUri where the provider sends the browser back to */
  begin(redirectUri: string, language: string): Promise<{ address: string; attempt: Attempt }>
  finish(answer: URL, attempt: Attempt): Promise<Claims>
}

const TIMEOUT_SECONDS = 5
const SCOPE = 'openid profile email'

/** Discovers the endpoints on the first sign-in, so that the server starts without the provider. */
export function createProvider({ issuer, clientId, clientSecret }: ProviderOptions): Provider {
  let discovered: Promise<oidc.Configuration> | undefined

  function discover(): Promise<oidc.Configuration> {
    discovered ??= oidc
      .discovery(issuer, clientId, clientSecret, authenticate(clientSecret), {
        timeout: TIMEOUT_SECONDS,
        execute: [
          // Verify the ID token's signature, not only the TLS connection it came through.
          oidc.enableNonRepudiationChecks,
          // The configuration permits plain HTTP only on this machine.
          // oxlint-disable-next-line typescript/no-deprecated -- marked so to be noticed
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
      withSignInErrors(async () => {
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
      withSignInErrors(async () => {
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
        // Many providers put only the subject into the ID token.
        const more = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
        return { ...more, ...claims }
      }),
  }
}

/** `client_secret_basic` is the specification's default. */
function authenticate(clientSecret: string): oidc.ClientAuth {
  const [basic, post] = [oidc.ClientSecretBasic(clientSecret), oidc.ClientSecretPost(clientSecret)]
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const method = methods.includes('client_secret_basic') ? basic : post
    method(server, ...rest)
  }
}

async function withSignInErrors<T>(ask: () => Promise<T>): Promise<T> {
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
  // A code can be used only once; the page was reloaded.
  if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant') return 'expired'
  return 'unavailable'
}

/** Errors that concern the provider, not the user. */
const UNAVAILABLE: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable'])
