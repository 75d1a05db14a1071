/**
 * The languages of the page, as `lang` and browsers name them. A further one is an entry here and a file of texts in
 * `page/texts/`; the compiler says where the two meet.
 */
export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** Reads `zh`, `en`, and forms with a region such as `zh-CN`; anything else is null. */
export function toLanguage(text: string | null): Language | null {
  const [primary] = (text ?? '').toLowerCase().split(/[-_]/, 1)
  return LANGUAGES.find((language) => language === primary) ?? null
}

/** Makes something once for each language. */
export function forEachLanguage<T>(make: (language: Language) => T): Readonly<Record<Language, T>> {
  return Object.fromEntries(LANGUAGES.map((language) => [language, make(language)])) as Record<Language, T>
}
