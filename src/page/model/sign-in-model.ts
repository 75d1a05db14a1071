import type { Language } from '../../visit/language.ts'
import { TEXTS } from '../texts/texts.ts'

/** Why the page that asks to sign in comes again. */
export type SignInNotice = 'code' | 'out' | null

interface Page {
  language: Language
  requestId: string
}

interface Ask {
  /** Signs in in a window of its own. */
  window: string
  /** The same, to be opened by hand. */
  address: string
  /** Signs in in the place of the page; null in a frame, where no provider lets itself be shown. */
  redirect: string | null
  /** The secret stays here: its form is sent to this server alone. */
  form: { action: string; secret: string; page: string }
  /** By which a window finds out whether it was opened by this page. */
  digest: string
  notice: SignInNotice
}

export type SignInPage =
  ReturnType<typeof toSignInModel> | ReturnType<typeof toSignInCodeModel> | ReturnType<typeof toSignedInModel>

/** Of the page that asks an agent to sign in. */
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

/** Of the window that hands a code to its pane, or shows it. */
export function toSignInCodeModel(
  { code, ...rest }: { code: string; digest: string; again: string },
  page: Page,
) {
  const { codeTitle: title } = TEXTS[page.language].signIn
  return { ...page, ...rest, step: 'code' as const, title, outcome: 'sign-in', paneCode: code, code: null }
}

/**
 * Of a pane that has signed in.
 *
 * @param next goes on to this page by itself; null where nobody knows which one was meant
 */
export function toSignedInModel(next: string | null, page: Page) {
  const { done: title } = TEXTS[page.language].signIn
  return { ...page, step: 'done' as const, title, next, outcome: 'sign-in', code: null }
}
