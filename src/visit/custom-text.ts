import type { CustomParameter } from './read-visit.ts'

/**
 * @returns the index of an intact, readable parameter without a differing one of the same name; -1 if there is none
 */
export function findCustomText(parameters: readonly CustomParameter[], name: string): number {
  const own = parameters.filter((parameter) => parameter.name === name)
  const isReadable = own.every(
    ({ value, status, fault }) =>
      value !== null && value === own[0]?.value && status !== 'cut' && fault === undefined,
  )
  return isReadable ? parameters.findIndex((parameter) => parameter.name === name) : -1
}
