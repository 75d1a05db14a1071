import { isTiedToVisitor, sentNamesOf, type ParameterName } from '../query-file/parameter-names.ts'
import { allPanels, type Queries } from '../query-file/queries.ts'
import { isChosenByVisitor, type QueryFile } from '../query-file/query-file.ts'

/** Where `customer.sql` ignores proofs, a visitor with one would not be found. */
export function findUnusedProof({ customer }: Queries, isProofConfigured: boolean): string[] {
  if (!isProofConfigured || customer.parameters.includes('verifiedUserId')) return []
  return [`${customer.path}: does not use :verifiedUserId, so a proof of identity finds nobody`]
}

/** Candidates are opened by their id. */
export function findUnopenable({ customer, search }: Queries): string[] {
  if (search === null || customer.parameters.includes('customerId')) return []
  return [`${customer.path}: does not use :customerId, so no customer found by search.sql can be opened`]
}

/** @param runnable the files to judge, since the parameters of others may be unknown */
export function findUnfiltered(
  queries: Queries,
  runnable: readonly QueryFile[] = [queries.customer, ...allPanels(queries)],
): string[] {
  const { customer } = queries
  const uses = (file: QueryFile, ...names: ParameterName[]) =>
    names.some((name) => file.parameters.includes(name))
  return [
    ...(!runnable.includes(customer) || uses(customer, 'visitorImId', 'verifiedUserId')
      ? []
      : [`${customer.path}: does not use :visitorImId`]),
    ...allPanels(queries).flatMap((panel) => (runnable.includes(panel) ? findUnfilteredPanel(panel) : [])),
  ]
}

const NOT_IDENTIFYING: readonly ParameterName[] = ['lang', 'customerId']

function findUnfilteredPanel(panel: QueryFile): string[] {
  const { path, audience, parameters, masked } = panel
  const [sent] = sentNamesOf(panel)
  const isForUnknown = audience !== 'found'
  const warnings: string[] = []
  if (isChosenByVisitor(panel) && !panel.isPublic)
    warnings.push(
      `${path}: uses :sent.${sent ?? ''} without :customerId, so any visitor can choose its rows: it must not show customer data. If its rows belong to nobody, add -- public: yes`,
    )
  if (sent !== undefined && masked.length > 0)
    warnings.push(
      `${path}: masks ${masked.join(', ')} beside :sent.${sent}, so a visitor who guesses learns whether the guess is right`,
    )
  if (isForUnknown && parameters.every((name) => NOT_IDENTIFYING.includes(name)))
    warnings.push(
      `${path}: is for unknown visitors, and uses neither :sent.NAME nor another parameter of the visit: every one of them sees the same`,
    )
  else if (sent === undefined && !isForUnknown && !isTiedToVisitor(panel))
    warnings.push(`${path}: does not use :customerId, so it shows the same for every customer`)
  if (audience === 'unknown' && parameters.includes('customerId'))
    warnings.push(`${path}: is for unknown visitors only, to whom :customerId is null`)
  return warnings
}
