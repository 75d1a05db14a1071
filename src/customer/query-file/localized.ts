import { forEachLanguage, LANGUAGES, type Language } from '../../languages.ts'

/** A text in each language of the page. A missing translation falls back to English. */
export type Localized = Readonly<Record<Language, string>>

export const SUFFIXES: readonly Language[] = LANGUAGES.filter((language) => language !== 'en')

/** Their column labels need a line of their own; `Label | 标签` covers the other two. */
export const LABEL_SUFFIXES: readonly Language[] = SUFFIXES.filter((language) => language !== 'zh')

export function toPair(english: string, chinese: string): Localized {
  return toLocalized(english, (language) => (language === 'zh' ? chinese : undefined))
}

/** Between languages, and before formats. An input method types the full-width one. */
export const BAR = /[|｜]/u

export function splitAtBars(text: string): string[] {
  return text.split(BAR).map((part) => part.trim())
}

/** Parses `English | 中文`; the second part is optional. Null if it is invalid. */
export function readPair(text: string): Localized | null {
  const [english = '', chinese = '', ...rest] = splitAtBars(text)
  return english === '' || rest.length > 0 ? null : toPair(english, chinese)
}

export function toLocalized(
  english: string,
  translate: (language: Language) => string | undefined,
): Localized {
  return forEachLanguage((language) => (language === 'en' ? english : translate(language) || english))
}
