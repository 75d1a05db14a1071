import { createServer, type RequestListener } from 'node:http'
import { Provider } from 'oidc-provider'
import { listenAt } from './free-port.ts'

export const CLIENT = { OIDC_CLIENT_ID: 'crm-page', OIDC_CLIENT_SECRET: 'the secret of a client in tests' }

interface Options {
  port: number
  redirectUris: readonly string[]
  /** Sends a header that separates every window from its opener. */
  hasOpenerPolicy?: boolean
  /** Additional claims about a user. */
  claims?: (login: string) => Record<string, unknown>
}

export const toIssuer = (port: number) => `http://localhost:${String(port)}`

/** Starts a real OpenID Connect provider that accepts any password and skips consent. */
export async function startProvider(options: Options) {
  const { port, redirectUris, hasOpenerPolicy = false, claims = () => ({}) } = options
  const asked: string[] = []
  const provider: Provider = new Provider(toIssuer(port), {
    clients: [
      {
        client_id: CLIENT.OIDC_CLIENT_ID,
        client_secret: CLIENT.OIDC_CLIENT_SECRET,
        redirect_uris: [...redirectUris],
      },
    ],
    claims: {
      openid: ['sub'],
      email: ['email'],
      profile: ['name', 'preferred_username', 'roles', 'realm_access'],
    },
    cookies: { keys: ['a key of the provider of the tests'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@company.example`, name: `Agent ${id}`, ...claims(id) }),
    }),
    async loadExistingGrant({ oidc }) {
      const { client, session } = oidc
      const grant = new provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })
  provider.use(async (context, next) => {
    asked.push(context.href)
    if (hasOpenerPolicy) context.set('Cross-Origin-Opener-Policy', 'same-origin')
    await next()
  })
  const answer = provider.callback()
  const close = await serve(port, (request, response) => void answer(request, response))
  return { asked, close }
}

/** Starts a server in place of a provider. */
export async function serve(port: number, listener: RequestListener): Promise<() => Promise<void>> {
  const server = createServer(listener)
  await listenAt(server, port)
  return () =>
    new Promise((closed) => {
      server.close(() => closed())
      server.closeAllConnections()
    })
}
