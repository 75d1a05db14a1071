import { z } from 'zod'
import { isBuiltIn } from '../visit/built-in-parameters.ts'

export function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${String(min)} to ${String(max)}`
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message)
}

const alternatives = new Intl.ListFormat('en-GB', { type: 'disjunction' })

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, `must be ${alternatives.format(values)}`)
}

export const list = z.string().transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''))

export const customParameter = z
  .string()
  .max(100, 'must be the name of a custom parameter, of at most 100 characters')
  .refine((name) => !isBuiltIn(name), 'names a built-in parameter of the console, not a custom one')
