import { z } from 'zod'
import type { Problem } from './parameters-error.ts'
import { hasControlCharacter, hasLostBytes, hasUnprintable } from './text.ts'

export const LIMITS = {
  /** Parameters of a query, all together: a visitor's message of 5 KB cannot hold as many. More are refused. */
  query: 1000,
  /** Custom parameters that are read. */
  parameters: 100,
  name: 100,
  /** As sent, when encryption and hex have doubled it. */
  value: 8000,
  id: 256,
  text: 2000,
} as const

const problem = (code: Problem) => ({ error: code })

const clean = (limit: number, tooLong: Problem, hasControl: (text: string) => boolean) =>
  z
    .string()
    .max(limit, problem(tooLong))
    .refine((text) => !hasLostBytes(text), problem('not_utf8'))
    .refine((text) => !hasControl(text), problem('control_characters'))

const SCHEMAS = {
  name: clean(LIMITS.name, 'name_too_long', hasControlCharacter),
  /** Of a custom parameter. */
  value: clean(LIMITS.value, 'too_long', hasUnprintable),
  /** Of a built-in parameter, as the two kinds of it below. */
  id: clean(LIMITS.id, 'too_long', hasControlCharacter),
  text: clean(LIMITS.text, 'too_long', hasUnprintable),
}

/** @returns what is wrong with a text, the worst first; nothing when it can be used */
export function findProblems(kind: keyof typeof SCHEMAS, text: string): Problem[] {
  const parsed = SCHEMAS[kind].safeParse(text)
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message as Problem)
}
