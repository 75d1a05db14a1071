import type { ParameterValues } from '../database/pipelined-batch.ts'
import type { ParameterName } from './parameter-names.ts'
import type { QueryFile } from './query-file.ts'

/** The values that queries may ask for, but for the customer's id. */
export type LookupParameters = Readonly<Record<Exclude<ParameterName, 'customerId'>, string | null>>

/** The values that a query asks for, in its order. */
export function toValues(
  file: QueryFile,
  parameters: LookupParameters,
  customerId: string | null,
): ParameterValues {
  return file.parameters.map((name) => (name === 'customerId' ? customerId : parameters[name]))
}
