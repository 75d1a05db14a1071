import type { Language } from '../../languages.ts'

const NOT_LATIN = /[\u0600-\u06ff\u1100-\u11ff\u3040-\u9fff\uac00-\ud7af]/
const SCRIPTS = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['ko', /\p{Script=Hangul}/u],
  ['zh', /\p{Script=Han}/u],
  ['ar', /\p{Script=Arabic}/u],
] as const
const LATIN_WORD = /[a-z]{3}/i

/** From its script, for fonts and screen readers; null if it is the page's or unknown. */
export function languageOf(text: string, page: Language): string | null {
  if (!NOT_LATIN.test(text)) return null
  const [language = null] = SCRIPTS.find(([, script]) => script.test(text)) ?? []
  return language === page ? null : language
}

/** Latin script counts as English, as a company's untranslated labels are. */
export function languageOfLabel(text: string, page: Language): string | null {
  const isLatin = !SCRIPTS.some(([language]) => language === page)
  return !isLatin && !NOT_LATIN.test(text) && LATIN_WORD.test(text) ? 'en' : languageOf(text, page)
}
