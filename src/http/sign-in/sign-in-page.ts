import type { Request, Response } from 'express'
import { createPaneSecret } from '../../sign-in/pane.ts'
import type { SignInSeals } from '../../sign-in/seals.ts'
import { toSignInModel, type SignInNotice } from '../../page/model/sign-in-model.ts'
import type { Renderer } from '../../page/html/renderer.ts'
import { SESSION_PATH, SIGN_IN_PATH, toOrigin } from './paths.ts'

interface Options {
  seals: Pick<SignInSeals, 'page'>
  renderer: Pick<Renderer, 'signIn'>
  basePath: string
}

interface SignInPrompt {
  status: number
  /** Path and query to show afterwards; null if they cannot be requested again. */
  path: string | null
  notice?: SignInNotice
}

/** `Sec-Fetch-Dest` of framed documents. Requests without it count as top-level. */
const FRAMES: ReadonlySet<string> = new Set(['iframe', 'frame', 'embed', 'object'])
/** Keeps the attempt cookie below the browsers' limit. */
const MAX_REDIRECTED = 2000

export function createSignInSender({ seals, renderer, basePath }: Options) {
  return (request: Request, response: Response, { status, path, notice = null }: SignInPrompt): void => {
    const { language, requestId } = response.locals
    const { secret, digest } = createPaneSecret()
    const page = seals.page.seal({ path, language })
    const toStartUrl = (by: Record<string, string>) =>
      `${basePath}${SIGN_IN_PATH}?${new URLSearchParams({ ...by, lang: language }).toString()}`
    const isFramed = FRAMES.has(request.get('Sec-Fetch-Dest') ?? '')
    const canRedirect = !isFramed && path !== null && path.length <= MAX_REDIRECTED
    const window = toStartUrl({ pane: digest })
    const model = toSignInModel(
      {
        window,
        address: toOrigin(request) + window,
        redirect: canRedirect ? toStartUrl({ to: page }) : null,
        form: { action: basePath + SESSION_PATH, secret, page },
        digest,
        notice,
        canReload: path !== null && notice === null,
      },
      { language, requestId },
    )
    if (status >= 400) response.locals.errorCode = 'sign_in_required'
    response.status(status).vary('Accept, Accept-Language, Sec-Fetch-Dest')
    response.type('html').send(renderer.signIn(model))
  }
}
