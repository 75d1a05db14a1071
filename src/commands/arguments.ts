import { parseArgs, type ParseArgsConfig } from 'node:util'
import { isUsableId } from '../visit/read-visit.ts'
import { StartError } from './start-error.ts'

/** @throws {StartError} if an option is unknown or lacks its value */
export function readArguments<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: Options,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args, options, allowPositionals })
  } catch (error) {
    const message = error instanceof Error ? error.message : 'Wrong arguments'
    throw new StartError(`${message.replace(/\.?$/, '.')} See --help.`)
  }
}

/** @throws {StartError} if the value is not among the choices */
export function readChoice<T extends string>(
  name: string,
  known: readonly T[],
  value: string | undefined,
): T | undefined {
  const found = known.find((one) => one === value)
  if (value !== undefined && found === undefined)
    throw new StartError(`--${name} must be one of ${known.join(', ')}.`)
  return found
}

/** @throws {StartError} with the fault, unless it has a name */
export function readAssignment(text: string, fault: string): [name: string, text: string] {
  const at = text.indexOf('=')
  if (at < 1) throw new StartError(fault)
  return [text.slice(0, at), text.slice(at + 1)]
}

const WRONG_VISITOR =
  '--visitor must be an id of 1 to 256 characters without control characters, and not (null) or undefined. See --help.'

/** @throws {StartError} if the page would not accept it */
export function readVisitorId(text: string): string {
  if (!isUsableId(text)) throw new StartError(WRONG_VISITOR)
  return text
}
