import { z } from 'zod'
import { PARAMETERS } from '../limits.ts'
import type { Problem } from './parameters-error.ts'
import { hasControlCharacter, hasLostBytes, hasUnprintable } from './text.ts'

const problem = (code: Problem) => ({ error: code })

const clean = (limit: number, tooLong: Problem, hasControl: (text: string) => boolean) =>
  z
    .string()
    .max(limit, problem(tooLong))
    .refine((text) => !hasLostBytes(text), problem('not_utf8'))
    .refine((text) => !hasControl(text), problem('control_characters'))

const SCHEMAS = {
  name: clean(PARAMETERS.name, 'name_too_long', hasControlCharacter),
  /** Of a custom parameter. */
  value: clean(PARAMETERS.value, 'too_long', hasUnprintable),
  /** Of a built-in parameter, as the two kinds of it below. */
  id: clean(PARAMETERS.id, 'too_long', hasControlCharacter),
  text: clean(PARAMETERS.text, 'too_long', hasUnprintable),
}

/** @returns what is wrong with a text, the worst first; nothing when it can be used */
export function findProblems(kind: keyof typeof SCHEMAS, text: string): Problem[] {
  const parsed = SCHEMAS[kind].safeParse(text)
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message as Problem)
}
