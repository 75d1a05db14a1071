import type { Profile } from '../../customer/profile.ts'
import type { Language } from '../../languages.ts'
import type { Planner, RowPlan } from './column-plan.ts'
import { readCustomerLanguage } from './customer-language.ts'
import { toPanel, type PanelModel } from './panel-model.ts'
import type { RowContext } from './row-context.ts'
import type { SafeRow } from './row-model.ts'
import { createReplyMaker, toTitleHref } from './row-templates.ts'

interface Options {
  language: Language
  planners: Readonly<Record<Language, Planner>>
  plan: RowPlan
  customer: SafeRow | null
  context: RowContext
  isPosted: boolean
}

/** Title links and the language of replies depend on the customer. */
export function toPanels(
  { panels, customers }: Profile,
  { language, planners, plan, customer, context, isPosted }: Options,
): PanelModel[] {
  const wanted = (customer && readCustomerLanguage(customers)) ?? language
  return panels.map((panel) =>
    toPanel(panel, planners[language](panel), language, context, {
      isPosted,
      titleHref: toTitleHref(panel.file, plan, customer),
      toReplies: createReplyMaker(panel, planners, { language, wanted }),
    }),
  )
}
