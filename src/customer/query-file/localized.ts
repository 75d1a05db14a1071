import { forEachLanguage, LANGUAGES, type Language } from '../../visit/language.ts'

/** A text in each language of the page: where a file has no translation, its English. */
export type Localized = Readonly<Record<Language, string>>

/** The languages that a key may end in, as in `title.zh`. */
export const SUFFIXES: readonly Language[] = LANGUAGES.filter((language) => language !== 'en')

/** Those in which a column's label has a line of its own, `-- column.xx NAME: Label`: two stand in `Label | 标签`. */
export const LABEL_SUFFIXES: readonly Language[] = SUFFIXES.filter((language) => language !== 'zh')

/** Of `English | 中文`; without Chinese it is English in every language. */
export function toPair(english: string, chinese: string): Localized {
  return toLocalized(english, (language) => (language === 'zh' ? chinese : undefined))
}

/** Reads `English | 中文`, of which the second may be missing; null where it is no pair. */
export function readPair(text: string): Localized | null {
  const [english = '', chinese = '', ...rest] = text.split(/[|｜]/).map((part) => part.trim())
  return english === '' || rest.length > 0 ? null : toPair(english, chinese)
}

export function toLocalized(
  english: string,
  translate: (language: Language) => string | undefined,
): Localized {
  return forEachLanguage((language) => (language === 'en' ? english : translate(language) || english))
}
