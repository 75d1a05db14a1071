import type { CustomParameter } from './read-visit.ts'

/**
 * Where a custom parameter of this name stands among all, if it can be relied on as far as a visitor's word goes: it is
 * whole and readable, and no other of its name says something else.
 *
 * @returns -1 where it is absent, cut, undecryptable, faulty or disputed
 */
export function findCustomText(parameters: readonly CustomParameter[], name: string): number {
  const own = parameters.filter((parameter) => parameter.name === name)
  const isReadable = own.every(
    ({ value, status, fault }) =>
      value !== null && value === own[0]?.value && status !== 'cut' && fault === undefined,
  )
  return isReadable ? parameters.findIndex((parameter) => parameter.name === name) : -1
}
