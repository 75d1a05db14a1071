import type { QueryFile } from '../../customer/query-file/query-file.ts'
import { NO_FORMAT } from '../../customer/query-file/column-format.ts'
import { TIMESTAMPTZ } from '../../database/type-numbers.ts'
import { isChannelUncertain } from '../../visit/channel.ts'
import { forEachLanguage, type Language } from '../../languages.ts'
import type { Cell } from '../cells/cell.ts'
import { createCellMakers } from '../cells/cell-makers.ts'
import type { PictureSources } from '../cells/image-cells.ts'
import { maskVisit } from '../redaction/safe-visit.ts'
import { TEXTS } from '../texts/texts.ts'
import { createBasisOf } from './candidate-basis.ts'
import { NO_CANDIDATES, toCandidateList } from './candidate-list.ts'
import { createPlanner, type Planner } from './column-plan.ts'
import { toCustomParameterModels } from './custom-parameters.ts'
import { NAME_COLUMNS } from '../../customer/name-columns.ts'
import { toCustomerCard, toName } from './customer-card.ts'
import { isLocked, isNameOnly, toIdentityJson, toIdentityLine, type IdentityRules } from './identity-model.ts'
import { toLinkModel } from './link-model.ts'
import type { PageInput } from './page-input.ts'
import type { PageModel } from './page-model.ts'
import { toCustomerId, toCustomerRows, toRowContext } from './page-rows.ts'
import { toPanels } from './page-panels.ts'
import { SafeRow, toFields } from './row-model.ts'
import { toActions } from './row-templates.ts'
import { toSearchModel } from './search-model.ts'
import { isTall, toKnown, toNickname, toVisitorId } from './visitor-model.ts'
import { toTitle } from './page-title.ts'
import { toStrip, toTopLine } from './sent-strip.ts'

export type PageModelBuilder = (input: PageInput) => PageModel

interface Options {
  timeZone: string
  rules: IdentityRules
  pictures: PictureSources
  sentStrip: QueryFile['sent']
}

export function createPageModelBuilder(
  language: Language,
  { timeZone, rules, pictures, sentStrip }: Options,
): PageModelBuilder {
  const planners = forEachLanguage((one) => createPlanner(one, timeZone, pictures))
  const cellMakers = createCellMakers(language, timeZone)
  const createTimeMaker = (display: 'time' | 'date' | 'ago') => {
    const make = cellMakers(TIMESTAMPTZ, { ...NO_FORMAT, display })
    return (time: Date) => make(time, undefined)
  }
  const times = {
    toClock: createTimeMaker('time'),
    toDay: createTimeMaker('date'),
    toAge: createTimeMaker('ago'),
  }
  return (input) => toPageModel(input, { language, planners, times, rules, sentStrip })
}

interface Dependencies extends Pick<Options, 'rules' | 'sentStrip'> {
  language: Language
  planners: Readonly<Record<Language, Planner>>
  times: Readonly<Record<'toClock' | 'toDay' | 'toAge', (time: Date) => Cell | null>>
}

function toPageModel(input: PageInput, dependencies: Dependencies): PageModel {
  const { language, planners, times, rules, sentStrip } = dependencies
  const planOf = planners[language]
  const { profile, identity, requestId, now, reveal, isPosted, links, answer, isClaim } = input
  const { outcome, customers } = profile
  const texts = TEXTS[language]
  const plan = planOf(customers)
  const context = toRowContext(profile, planOf, {
    reveal,
    isLocked: isLocked(rules, profile),
    roles: input.roles,
  })
  const { isMasking } = context
  const hasNameOnly = isNameOnly(rules, profile)
  const visit = isMasking ? maskVisit(input.visit) : input.visit
  const isFound = outcome === 'found'
  const rows = toCustomerRows(profile, planOf, context)
  const customer = isFound ? (rows[0] ?? null) : null
  const customerId = hasNameOnly ? null : toCustomerId(profile, context)
  const title = customer
    ? toName(plan, customer, customerId, language)
    : toTitle(profile, answer && (input.isKnown ? 'known' : 'unknown'), language)
  const nickname = isFound ? null : toNickname(visit, title, language)
  const strip = answer ? NOTHING : toStrip(sentStrip, input.visit, visit, language)
  const sent = toCustomParameterModels(visit, sentStrip, language)
  const candidateList =
    outcome === 'several' || isClaim
      ? toCandidateList(profile, {
          plan,
          rows,
          language,
          isNameOnly: hasNameOnly,
          from: answer ? 'search' : isClaim ? 'claim' : 'candidate',
          open: links.open,
          typed: answer?.typed ?? '',
          basisOf: createBasisOf(profile, { identity, texts, ...times }),
        })
      : NO_CANDIDATES
  const isShown = (column: string) => !hasNameOnly || NAME_COLUMNS.includes(column)
  const actions = customer && !hasNameOnly ? toActions(plan, customer) : []
  const card =
    customer &&
    toCustomerCard(
      toFields(plan, customer).filter(({ name }) => isShown(name)),
      title,
      actions,
    )
  const panels = toPanels(profile, { language, planners, plan, customer, context, isPosted })
  return {
    outcome,
    basis: profile.basis,
    isConflict: profile.isConflict,
    identity: toIdentityJson(identity, isMasking),
    // The identity line describes the visitor, and would be misread as describing the search results.
    identityLine:
      answer && input.isKnown
        ? null
        : toIdentityLine({
            identity,
            profile: answer ? { ...profile, outcome: 'unknown' } : profile,
            link: input.link,
            rules,
            replaced:
              profile.replaced &&
              toName(plan, new SafeRow(plan, profile.replaced, null, 0, context), null, language),
            texts,
            ...times,
          }),
    isProofOfNobody: profile.isConflict && profile.provedCount === 0,
    isLocked: context.isLocked,
    isNameOnly: hasNameOnly,
    language,
    requestId,
    agent: input.agent,
    title,
    isTall: isTall(title, card?.nickname ?? nickname),
    nickname,
    channel: visit.channel && { name: visit.channel, text: texts.channels[visit.channel] },
    channelUncertain:
      profile.basis === 'linked' &&
      visit.channel === null &&
      isChannelUncertain(input.visit.builtIn.visitorImId, profile.matchedChannels, profile.link !== null),
    visitorId: toVisitorId(visit, input.visit),
    customerId,
    card,
    known: isFound ? NOTHING : toKnown(visit, language, nickname),
    ...candidateList,
    panels,
    strip,
    topLine: toTopLine(strip, sent),
    sent,
    notRead: visit.notRead + input.dropped,
    search: toSearchModel(links, visit, profile, { answer, language }),
    claim: isClaim ? texts.search.claim : null,
    opened:
      profile.basis === 'opened' && customer
        ? { text: texts.link.notLinked(visit.builtIn.nickname, title), back: links.visitor() }
        : null,
    link:
      input.link && customer
        ? toLinkModel(input.link, { builtIn: visit.builtIn, customer: title, ...times }, language)
        : null,
    notice: input.notice && texts.link[input.notice],
    shownAt: times.toClock(new Date(now)),
    // Final only after all cells have been created.
    revealed: reveal.revealed(),
    isRefused: reveal.isRefused(),
    form: isMasking || isPosted ? reveal.form() : null,
    isPosted,
    visit,
    toCustomer: () =>
      customer && {
        ...Object.fromEntries(Object.entries(customer.toRecord()).filter(([name]) => isShown(name))),
        ...(customerId === null ? {} : { id: customerId }),
      },
    toRows: ({ rows }) => rows.map(({ row }) => row.toRecord()),
  }
}

const NOTHING: readonly never[] = []
