import { PARAMETERS } from './parameter-limits.ts'
import { BUILT_IN_NAMES, BUILT_IN_PARAMETERS, type BuiltInName } from './built-in-parameters.ts'
import { ParametersError, VisitorUndecryptableError, type Problem } from './parameters-error.ts'
import { findProblems } from './parameters-schema.ts'
import type { Language } from '../languages.ts'
import type { ReadParameter } from './read-parameter.ts'
import { isAbsent, toPrintable } from './text.ts'

export type BuiltInValues = Record<BuiltInName, string | null>

/**
 * Of different values one may be the visitor's, so none is used. For `visitorImId`, absent counts as different, too.
 */
export function markConflicts(parameters: readonly ReadParameter[]): ReadParameter[] {
  const texts = new Map<string, Set<string>>()
  const isRelevant = (parameter: ReadParameter) =>
    parameter.isBuiltIn && (parameter.name === 'visitorImId' || !isEmpty(parameter))
  for (const parameter of parameters) {
    if (!isRelevant(parameter)) continue
    const { name, value, raw } = parameter
    const text = isEmpty(parameter) ? 'absent' : value === null ? `unreadable ${raw}` : `text ${value}`
    texts.set(name, (texts.get(name) ?? new Set()).add(text))
  }
  return parameters.map((parameter) =>
    isRelevant(parameter) && (texts.get(parameter.name)?.size ?? 0) > 1
      ? { ...parameter, fault: 'different_values' }
      : parameter,
  )
}

export function isEmpty({ value }: ReadParameter): boolean {
  return value !== null && isAbsent(value)
}

/** A parameter that selects rows must be intact; one that is only displayed can be cleaned up. */
export function isUnusable({ name, fault, status }: ReadParameter): boolean {
  if (fault === 'different_values') return true
  const isId = BUILT_IN_PARAMETERS[name as BuiltInName] === 'id'
  return isId && (fault !== undefined || status === 'cut')
}

/** @param parameters after `markConflicts` */
export function toBuiltInValues(parameters: readonly ReadParameter[]): BuiltInValues {
  const usable = parameters.filter(
    (parameter) => parameter.isBuiltIn && !isEmpty(parameter) && !isUnusable(parameter),
  )
  const values = BUILT_IN_NAMES.map((name) => {
    const { value = null, fault } = usable.find((parameter) => parameter.name === name) ?? {}
    return [name, fault && value !== null ? toPrintable(value, PARAMETERS[BUILT_IN_PARAMETERS[name]]) : value]
  })
  return Object.fromEntries(values) as BuiltInValues
}

/** @throws {ParametersError | VisitorUndecryptableError} the only parameter whose faults reject the request */
export function readVisitorId(parameters: readonly ReadParameter[], lang: Language | null): string {
  const sent = parameters.filter(({ name, isBuiltIn }) => isBuiltIn && name === 'visitorImId')
  const present = sent.filter((parameter) => !isEmpty(parameter))
  const problems = new Set<Problem>(present.flatMap(({ value }) => findProblems('id', value ?? '')))
  if (sent.some(({ fault }) => fault === 'different_values')) problems.add('different_values')
  const [own] = present
  if (!own) problems.add('missing')
  if (!own || problems.size > 0) {
    const faults = Array.from(problems, (problem) => ({ name: 'visitorImId', problem }))
    throw new ParametersError(faults, lang)
  }
  // A truncated id would identify somebody else.
  if (own.value === null || own.status === 'cut')
    throw new VisitorUndecryptableError(own.reason ?? 'not_text', lang)
  return own.value
}
