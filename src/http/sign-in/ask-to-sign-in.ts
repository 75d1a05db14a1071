import type { Request, Response } from 'express'
import { createPaneSecret } from '../../sign-in/pane.ts'
import type { SignInSeals } from '../../sign-in/seals.ts'
import { toSignInModel, type SignInNotice } from '../../page/model/sign-in-model.ts'
import type { Renderer } from '../../page/html/renderer.ts'
import { SESSION_PATH, SIGN_IN_PATH, toOrigin } from './addresses.ts'

interface Options {
  seals: Pick<SignInSeals, 'page'>
  renderer: Pick<Renderer, 'signIn'>
  /** What stands before the paths of the sign-in at the proxy. */
  basePath: string
}

interface Asked {
  status: number
  /** The path and query that come after the sign-in; null where they cannot be asked for again. */
  path: string | null
  notice?: SignInNotice
}

/** Answers with the page that asks an agent to sign in. */
export type AskToSignIn = (request: Request, response: Response, asked: Asked) => void

/** What a frame's document is asked for as. Browsers that do not say so show one page at a time. */
const FRAMES: ReadonlySet<string> = new Set(['iframe', 'frame', 'embed', 'object'])
/** Of what is sealed in the cookie of an attempt: with it, the cookie stays below what browsers keep. */
const MOST_REDIRECTED = 2000

export function createAskToSignIn({ seals, renderer, basePath }: Options): AskToSignIn {
  return (request, response, { status, path, notice = null }) => {
    const { language, requestId } = response.locals
    const { secret, digest } = createPaneSecret()
    const page = seals.page.seal({ path, language })
    const begin = (by: Record<string, string>) =>
      `${basePath}${SIGN_IN_PATH}?${new URLSearchParams({ ...by, lang: language }).toString()}`
    const isFramed = FRAMES.has(request.get('Sec-Fetch-Dest') ?? '')
    const canRedirect = !isFramed && path !== null && path.length <= MOST_REDIRECTED
    const window = begin({ pane: digest })
    const model = toSignInModel(
      {
        window,
        address: toOrigin(request) + window,
        redirect: canRedirect ? begin({ to: page }) : null,
        form: { action: basePath + SESSION_PATH, secret, page },
        digest,
        notice,
      },
      { language, requestId },
    )
    if (status >= 400) response.locals.errorCode = 'sign_in_required'
    response.status(status).vary('Accept, Accept-Language, Sec-Fetch-Dest')
    response.type('html').send(renderer.signIn(model))
  }
}
