import type { Values } from '../database/steps.ts'
import type { ParameterName, VisitParameter } from './parameter-names.ts'
import type { QueryFile } from './query-file.ts'

/** The values that every query may ask for. */
export type LookupParameters = Readonly<Record<VisitParameter, string | null>>

/** The values that a query asks for, in its order. */
export function toValues(
  file: QueryFile,
  parameters: Readonly<Partial<Record<ParameterName, string | null>>>,
  customerId: string | null,
): Values {
  return file.parameters.map((name) => (name === 'customerId' ? customerId : (parameters[name] ?? null)))
}
