import type { CustomParameter } from './read-visit.ts'

/**
 * Finds a custom parameter that is as reliable as visitor input can be: intact, readable, and with no second parameter
 * of the same name that differs.
 *
 * @returns its index among all parameters; -1 if it is absent, truncated, undecryptable, invalid or contradictory
 */
export function findCustomText(parameters: readonly CustomParameter[], name: string): number {
  const own = parameters.filter((parameter) => parameter.name === name)
  const isReadable = own.every(
    ({ value, status, fault }) =>
      value !== null && value === own[0]?.value && status !== 'cut' && fault === undefined,
  )
  return isReadable ? parameters.findIndex((parameter) => parameter.name === name) : -1
}
