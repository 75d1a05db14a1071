import type { Language } from '../../languages.ts'
import { TEXTS } from '../texts/texts.ts'

export type SignInNotice = 'code' | 'out' | null

interface Page {
  language: Language
  requestId: string
}

interface Ask {
  window: string
  address: string
  /** Signs in within the same tab; null within a frame, as providers refuse to be framed. */
  redirect: string | null
  /** The secret is posted to this server only. */
  form: { action: string; secret: string; page: string }
  /** The digest by which the pop-up window recognizes the page that opened it. */
  digest: string
  notice: SignInNotice
  /** The document's own URL is the requested page. */
  canReload: boolean
}

export type SignInPage =
  | ReturnType<typeof toSignInModel>
  | ReturnType<typeof toSignInCodeModel>
  | ReturnType<typeof toSignedInModel>

export function toSignInModel({ notice, ...ask }: Ask, page: Page) {
  const texts = TEXTS[page.language].signIn
  return {
    ...page,
    ...ask,
    step: 'ask' as const,
    title: texts.title,
    outcome: 'sign-in',
    code: 'sign_in_required',
    notice: notice && texts.notices[notice],
  }
}

export function toSignInCodeModel(
  { code, ...rest }: { code: string; digest: string; again: string },
  page: Page,
) {
  const { codeTitle: title } = TEXTS[page.language].signIn
  return { ...page, ...rest, step: 'code' as const, title, outcome: 'sign-in', paneCode: code, code: null }
}

/** @param next the page that is opened automatically; null if the original page is unknown */
export function toSignedInModel(next: string | null, page: Page) {
  const { done: title } = TEXTS[page.language].signIn
  return { ...page, step: 'done' as const, title, next, outcome: 'sign-in', code: null }
}
