import type { Fail } from './annotation-values.ts'
import { LANGUAGES, type Language } from '../../languages.ts'
import { toLabel } from './label.ts'
import { readTextTemplate, type TextTemplate } from './text-template.ts'

/** Built from a row, for the agent to copy. */
export interface Reply {
  label: string
  /** The reply by language; English always exists. */
  texts: Readonly<Partial<Record<Language, TextTemplate>>> & { readonly en: TextTemplate }
  line: number
}

/** Parses `reply shipped: Order {order_no} has left | 订单 {order_no} 已发货`; null if it is invalid. */
export function readReply(name: string, value: string, line: number, fail: Fail): Reply | null {
  const [en = '', zh = '', ...rest] = value.split(/[|｜]/).map((part) => part.trim())
  if (rest.length > 0) fail(`reply has at most two parts: -- reply ${name}: English | 中文`)
  if (en === '') {
    fail(`reply ${name} has no English: -- reply ${name}: English | 中文`)
    return null
  }
  const english = readText(name, en, fail)
  const chinese = zh === '' ? null : readText(name, zh, fail)
  if (english === null) return null
  return { label: toLabel(name), texts: chinese ? { en: english, zh: chinese } : { en: english }, line }
}

export function readReplyTranslation(
  reply: Reply,
  name: string,
  language: Language,
  value: string,
  fail: Fail,
): Reply {
  const text = value === '' ? null : readText(name, value, fail)
  return text ? { ...reply, texts: { ...reply.texts, [language]: text } } : reply
}

function readText(name: string, text: string, fail: Fail): TextTemplate | null {
  const template = readTextTemplate(text)
  if (template === null)
    fail(`reply ${name}: write columns in braces, as in {order_no}; braces have no other use`)
  return template
}

export function columnsOfReply({ texts }: Reply): string[] {
  return [...new Set(LANGUAGES.flatMap((language) => texts[language]?.columns ?? []))]
}
