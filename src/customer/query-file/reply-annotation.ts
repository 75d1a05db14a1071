import type { Fail } from './annotation-values.ts'
import { LANGUAGES, type Language } from '../../languages.ts'
import { toLabel } from './label.ts'
import { BAR, readPair, splitAtBars, toPair, type Localized } from './localized.ts'
import { readTextTemplate, type TextTemplate } from './text-template.ts'

/** Built from a row, for the agent to copy. */
export interface Reply {
  label: Localized
  /** The reply by language; English always exists. */
  texts: Readonly<Partial<Record<Language, TextTemplate>>> & { readonly en: TextTemplate }
  line: number
}

/**
 * Parses `reply "Shipped | 已发货": Order {order_no} has left | 订单 {order_no} 已发货`; null if it is invalid.
 *
 * @param name its label, or a pair of labels
 */
export function readReply(name: string, value: string, line: number, fail: Fail): Reply | null {
  const [en = '', zh = '', ...rest] = splitAtBars(value)
  if (rest.length > 0) fail(`reply has at most two parts: -- reply ${name}: English | 中文`)
  if (en === '') {
    fail(`reply ${name} has no English: -- reply ${name}: English | 中文`)
    return null
  }
  const english = readTextTemplate(en)
  const chinese = zh === '' ? null : readTextTemplate(zh)
  if (english === null || (zh !== '' && chinese === null)) failBraces(name, fail)
  const label = toReplyLabel(name)
  if (label === null) fail(`reply ${name} has at most two parts in its name: -- reply "English | 中文": …`)
  if (english === null || label === null) return null
  return { label, texts: chinese ? { en: english, zh: chinese } : { en: english }, line }
}

function toReplyLabel(name: string): Localized | null {
  if (BAR.test(name)) return readPair(name)
  const label = toLabel(name)
  return toPair(label, label)
}

export function readReplyTranslation(
  reply: Reply,
  name: string,
  language: Language,
  value: string,
  fail: Fail,
): Reply {
  const text = value === '' ? null : readTextTemplate(value)
  if (text === null && value !== '') failBraces(name, fail)
  return text ? { ...reply, texts: { ...reply.texts, [language]: text } } : reply
}

function failBraces(name: string, fail: Fail): void {
  fail(`reply ${name}: write columns in braces, as in {order_no}; braces have no other use`)
}

export function columnsOfReply({ texts }: Reply): string[] {
  return [...new Set(LANGUAGES.flatMap((language) => texts[language]?.columns ?? []))]
}
