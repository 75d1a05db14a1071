import type { Profile } from '../../customer/profile.ts'
import type { Language } from '../../visit/language.ts'
import type { Planner, RowPlan } from './column-plan.ts'
import { readCustomerLanguage } from './customer-language.ts'
import { toPanel, type PanelModel } from './panel-model.ts'
import type { RowContext, SafeRow } from './row-model.ts'
import { createReplyMaker, toTitleHref } from './row-templates.ts'

interface Options {
  language: Language
  planners: Readonly<Record<Language, Planner>>
  /** Of the customer. */
  plan: RowPlan
  /** Null where nobody is found. */
  customer: SafeRow | null
  context: RowContext
  isPosted: boolean
}

/** The panels of a page, with what they have of its customer: where titles lead to, and the language of replies. */
export function toPanels(
  { panels, customers }: Profile,
  { language, planners, plan, customer, context, isPosted }: Options,
): PanelModel[] {
  const wanted = (customer && readCustomerLanguage(customers)) ?? language
  return panels.map((panel) =>
    toPanel(panel, planners[language](panel), language, context, {
      isPosted,
      titleHref: toTitleHref(panel.file, plan, customer),
      toReplies: createReplyMaker(panel, planners, wanted),
    }),
  )
}
