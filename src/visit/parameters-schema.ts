import { z } from 'zod'
import { PARAMETERS } from './parameter-limits.ts'
import type { Problem } from './parameters-error.ts'
import { hasControlCharacter, hasLostBytes, hasUnprintable, isAbsent } from './text.ts'

const problem = (code: Problem) => ({ error: code })

const clean = (limit: number, tooLong: Problem, hasControl: (text: string) => boolean) =>
  z
    .string()
    .max(limit, problem(tooLong))
    .refine((text) => !hasLostBytes(text), problem('not_utf8'))
    .refine((text) => !hasControl(text), problem('control_characters'))

const SCHEMAS = {
  name: clean(PARAMETERS.name, 'name_too_long', hasControlCharacter),
  value: clean(PARAMETERS.value, 'too_long', hasUnprintable),
  id: clean(PARAMETERS.id, 'too_long', hasControlCharacter),
  text: clean(PARAMETERS.text, 'too_long', hasUnprintable),
}

/** @returns the problems, worst first; empty if the text is valid */
export function findProblems(kind: keyof typeof SCHEMAS, text: string): Problem[] {
  const parsed = SCHEMAS[kind].safeParse(text)
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message as Problem)
}

/** Whether a text can be a visitor's id. */
export function isUsableId(text: string): boolean {
  return !isAbsent(text) && findProblems('id', text).length === 0
}
