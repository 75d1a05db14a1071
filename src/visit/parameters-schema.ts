import { z } from 'zod'
import { BUILT_IN_PARAMETERS, mapBuiltIn, type BuiltInName } from './built-in-parameters.ts'
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

/** The values of one built-in name: those that can be read, and why the others cannot. */
export interface BuiltInValues {
  texts: string[]
  reasons: UndecryptableReason[]
}

/** What is checked: everything as it was sent, and the built-in parameters as they were understood. */
export interface Parameters {
  sent: readonly Pair[]
  builtIn: Readonly<Record<BuiltInName, BuiltInValues | undefined>>
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

const builtInValues = (limit: number) =>
  z
    .object({
      texts: z.array(
        z
          .string()
          .max(limit, problem('too_long'))
          .refine((text) => !hasLostBytes(text), problem('not_utf8')),
      ),
      reasons: z.array(z.custom<UndecryptableReason>()),
    })
    // Two values, one of which may be a visitor's own: refused, never guessed.
    .refine(({ texts, reasons }) => new Set(texts).size + reasons.length <= 1, problem('different_values'))

const builtIn = z
  .object(mapBuiltIn((name) => builtInValues(LIMITS[BUILT_IN_PARAMETERS[name]]).optional()))
  .refine(({ visitorImId }) => visitorImId !== undefined, { ...problem('missing'), path: ['visitorImId'] })

const parametersSchema = z.object({
  sent: z.array(sentPair).max(LIMITS.parameters, problem('too_many')),
  builtIn,
})

/** @returns every fault, each name with each of its problems once; none when the parameters can be used. */
export function findFaults(parameters: Parameters): ParameterFault[] {
  const parsed = parametersSchema.safeParse(parameters)
  if (parsed.success) return []
  const faults = parsed.error.issues.map(({ path: [group, key], message }): ParameterFault => {
    const name = group === 'builtIn' ? String(key) : parameters.sent[Number(key)]?.name
    return { name: toPrintable(name ?? '*'), problem: message as Problem }
  })
  return faults.filter((fault, index) => faults.findIndex((other) => isSame(fault, other)) === index)
}

function isSame(one: ParameterFault, other: ParameterFault): boolean {
  return one.name === other.name && one.problem === other.problem
}

/** A name fit to be shown back: short, and without characters that no page can hold. */
function toPrintable(name: string): string {
  const short = name.length > LIMITS.name ? `${name.slice(0, LIMITS.name)}…` : name
  return Array.from(short, (character) => (hasControlCharacter(character) ? '\ufffd' : character)).join('')
}
