export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** Reads `zh`, `en`, and forms with a region such as `zh-CN`; anything else is null. */
export function toLanguage(text: string | null): Language | null {
  const [primary] = (text ?? '').toLowerCase().split(/[-_]/, 1)
  return LANGUAGES.find((language) => language === primary) ?? null
}
