import { z } from 'zod'
import { BUILT_IN_NAMES, BUILT_IN_PARAMETERS, mapBuiltIn, type BuiltInName } from './built-in-parameters.ts'
import type { ParameterFault, Problem } from './parameters-error.ts'
import type { Pair } from './query-string.ts'
import { hasControlCharacter, hasLostBytes } from './text.ts'
import type { UndecryptableReason } from './value-decryptor.ts'

export const LIMITS = {
  parameters: 100,
  name: 100,
  /** As sent, when encryption and hex have doubled it. */
  value: 8000,
  id: 256,
  text: 2000,
} as const

/** What arrived under one built-in name. */
export interface BuiltInValue {
  /** Null when it cannot be read. */
  text: string | null
  /** Why it cannot be read. */
  reason: UndecryptableReason | null
  /** There is another value, one of which may be a visitor's own: refused, never guessed. */
  isDisputed: boolean
}

/** What is checked: everything as it was sent, and the built-in parameters as they were understood. */
export interface Parameters {
  sent: readonly Pair[]
  builtIn: Readonly<Record<BuiltInName, BuiltInValue | undefined>>
}

const problem = (code: Problem) => ({ error: code })

const sentText = (limit: number, tooLong: Problem) =>
  z
    .string()
    .max(limit, problem(tooLong))
    .refine((text) => !hasControlCharacter(text), problem('control_characters'))

const sentPair = z.object({
  name: sentText(LIMITS.name, 'name_too_long'),
  value: sentText(LIMITS.value, 'too_long'),
})

const builtInText = (limit: number) =>
  z
    .string()
    .max(limit, problem('too_long'))
    .refine((text) => !hasLostBytes(text), problem('not_utf8'))
    .optional()

const parametersSchema = z.object({
  sent: z.array(sentPair).max(LIMITS.parameters, problem('too_many')),
  builtIn: z.object(mapBuiltIn((name) => builtInText(LIMITS[BUILT_IN_PARAMETERS[name]]))),
})

/** @returns every fault, each name with each of its problems once; none when the parameters can be used. */
export function findFaults({ sent, builtIn }: Parameters): ParameterFault[] {
  const texts = mapBuiltIn((name) => builtIn[name]?.text ?? undefined)
  const parsed = parametersSchema.safeParse({ sent, builtIn: texts })
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => toFault(issue, sent))
  for (const name of BUILT_IN_NAMES) if (builtIn[name]?.isDisputed) faults.push(toDispute(name))
  if (builtIn.visitorImId === undefined) faults.push({ name: 'visitorImId', problem: 'missing' })
  return faults.filter((fault, index) => faults.findIndex((other) => isSame(fault, other)) === index)
}

const toDispute = (name: BuiltInName): ParameterFault => ({ name, problem: 'different_values' })

function toFault({ path: [group, key], message }: z.core.$ZodIssue, sent: readonly Pair[]): ParameterFault {
  const name = group === 'builtIn' ? String(key) : sent[Number(key)]?.name
  return { name: toPrintable(name ?? '*'), problem: message as Problem }
}

function isSame(one: ParameterFault, other: ParameterFault): boolean {
  return one.name === other.name && one.problem === other.problem
}

/** A name fit to be shown back: short, and without characters that no page can hold. */
function toPrintable(name: string): string {
  const short = name.length > LIMITS.name ? `${name.slice(0, LIMITS.name)}…` : name
  return Array.from(short, (character) => (hasControlCharacter(character) ? '\ufffd' : character)).join('')
}
