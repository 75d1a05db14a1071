/** To add one, add it here and a file of texts in `page/texts/`; the compiler reports what is missing. */
export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** Accepts `zh`, `en` and regional forms such as `zh-CN`; anything else is null. */
export function toLanguage(text: string | null): Language | null {
  const [primary] = (text ?? '').toLowerCase().split(/[-_]/, 1)
  return LANGUAGES.find((language) => language === primary) ?? null
}

export function forEachLanguage<T>(make: (language: Language) => T): Readonly<Record<Language, T>> {
  return Object.fromEntries(LANGUAGES.map((language) => [language, make(language)])) as Record<Language, T>
}
