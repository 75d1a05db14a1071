import type { QueryFile } from '../../customer/query-file/query-file.ts'
import type { PanelResult } from '../../customer/profile.ts'
import type { Language } from '../../languages.ts'
import { isVisible } from '../cells/visible-text.ts'
import type { Planner, RowPlan } from './column-plan.ts'
import { planTemplate, type PlannedTemplate } from './planned-template.ts'
import type { SafeRow } from './row-model.ts'

export interface ActionLink {
  label: string
  href: string
}

export interface ReplySnippet {
  label: string
  text: string
  lang: Language
}

/** In UTF-16 units. */
const MAX_REPLY = 2000
const LINE_BREAK = /\r\n?|[\u0085\u2028\u2029]/gu
/** Control characters, lone surrogates and characters that change the direction of the following text. */
const UNSENDABLE = /(?!\n)\p{Cc}|[\p{Surrogate}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Without links that have a missing, masked or redacted value. */
export function toActions({ actions }: RowPlan, row: SafeRow): ActionLink[] {
  return actions.flatMap(({ label, template }) => {
    const href = row.toAddress(template)
    return href === null ? [] : [{ label, href }]
  })
}

/**
 * @param plan of the customer's columns
 * @param customer null if nobody is found
 */
export function toTitleHref(
  { titleLink }: QueryFile,
  plan: RowPlan,
  customer: SafeRow | null,
): string | null {
  if (!titleLink || !customer) return null
  return customer.toAddress(planTemplate(titleLink.template, plan.positions))
}

export type ReplyMaker = (row: SafeRow) => ReplySnippet[]

/**
 * Values are formatted in the reply's language. A reply with a missing, masked or redacted value is left out.
 *
 * @param language of the labels
 * @param wanted the customer's language; replies fall back to English
 */
export function createReplyMaker(
  panel: PanelResult,
  planOf: Readonly<Record<Language, Planner>>,
  { language, wanted }: { language: Language; wanted: Language },
): ReplyMaker {
  const replies = [...panel.file.replies.values()].map(({ label, texts }) => {
    const lang = texts[wanted] ? wanted : 'en'
    const plan = planOf[lang](panel)
    const template = planTemplate(texts[lang] ?? texts.en, plan.positions)
    return { label: label[language], lang, plan, template }
  })
  return (row) =>
    replies.flatMap(({ label, lang, plan, template }) => {
      const text = toMessage(template, plan, row)
      return text === null ? [] : [{ label, text, lang }]
    })
}

function toMessage({ literals, columns }: PlannedTemplate, plan: RowPlan, row: SafeRow): string | null {
  let text = literals[0] ?? ''
  for (const [index, position] of columns.entries()) {
    if (!row.isSeenWhole(position)) return null
    const value = toSendable(row.cellOf(position, plan)?.text ?? '')
    if (!isVisible(value)) return null
    text += value + (literals[index + 1] ?? '')
    if (text.length > MAX_REPLY) return null
  }
  return text
}

function toSendable(text: string): string {
  return text.replaceAll(LINE_BREAK, '\n').replaceAll(UNSENDABLE, '').trim()
}
