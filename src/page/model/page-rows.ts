import type { Profile } from '../../customer/profile.ts'
import { NAME_COLUMNS } from '../../customer/name-columns.ts'
import { isChosenByVisitor } from '../../customer/query-file/query-file.ts'
import { toText } from '../cells/to-text.ts'
import { createRedactor } from '../redaction/redact.ts'
import { redactId } from '../redaction/redact-value.ts'
import { CANDIDATE_LIMIT } from './candidate.ts'
import type { Planner } from './column-plan.ts'
import { hidesUnknown } from './panel-model.ts'
import type { RowContext } from './row-context.ts'
import { collectRowSecrets, SafeRow } from './row-model.ts'

/** Before any row is rendered, so that no row leaks a masked value of another. */
export function toRowContext(
  profile: Profile,
  planOf: Planner,
  own: Pick<RowContext, 'reveal' | 'isLocked' | 'roles'>,
): RowContext {
  const { customers, panels } = profile
  // An unknown visitor has no customer rows, except for a claim; there may be panels for unknown visitors.
  const shown = customers.rows.length > 0 ? [customers, ...panels] : panels
  const isMasking = shown.some(({ file }) => file.masked.length > 0)
  const isPartial = isMasking && (customers.isCutOff || panels.some(hidesUnknown))
  const redactor = createRedactor(secretsOf(profile, planOf), namesOf(profile, planOf))
  return { redactor, isPartial, isMasking, ...own }
}

export function toCustomerRows(profile: Profile, planOf: Planner, context: RowContext): SafeRow[] {
  const plan = planOf(profile.customers)
  return listedRows(profile).map((row, at) => new SafeRow(plan, row, null, at, context))
}

const listedRows = ({ outcome, customers }: Profile) =>
  customers.rows.slice(0, outcome === 'found' ? 1 : CANDIDATE_LIMIT)

function secretsOf({ customers, panels, replaced }: Profile, planOf: Planner): string[] {
  const secrets: string[] = []
  if (replaced) collectRowSecrets(planOf(customers), [replaced], secrets)
  const own = panels.filter(({ file }) => !isChosenByVisitor(file))
  for (const rowSet of [customers, ...own]) collectRowSecrets(planOf(rowSet), rowSet.rows, secrets)
  return secrets
}

/** Names that contain input are redacted by other rules, and may be a guess. */
function namesOf(profile: Profile, planOf: Planner): string[] {
  const shown = planOf(profile.customers).columns.filter(
    ({ name, isMasked, reflectsInput }) => NAME_COLUMNS.includes(name) && !isMasked && !reflectsInput,
  )
  return listedRows(profile).flatMap((row) => shown.map(({ at }) => toText(row[at])))
}

/** Null if nobody is found, or if the id is hidden. */
export function toCustomerId(
  { customers, customerId }: Profile,
  { isPartial, redactor }: RowContext,
): string | null {
  if (customerId === null || customers.file.hidden.has('id')) return null
  return isPartial ? redactId(customerId) : redactor.redact(customerId)
}
