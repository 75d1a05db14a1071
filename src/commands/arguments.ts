import { parseArgs, type ParseArgsConfig } from 'node:util'
import { StartError } from './start-error.ts'

/** @throws {StartError} when there is an option that is none of these, or one without its value */
export function readOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, options }).values
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : 'Wrong arguments'} See --help.`)
  }
}

/** @throws {StartError} when the value of an option is none of those that there are */
export function oneOf<T extends string>(
  name: string,
  known: readonly T[],
  value: string | undefined,
): T | undefined {
  const found = known.find((one) => one === value)
  if (value !== undefined && found === undefined)
    throw new StartError(`--${name} must be one of ${known.join(', ')}.`)
  return found
}
