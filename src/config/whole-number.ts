import { z } from 'zod'

/** A variable that is written in digits. */
export function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${String(least)} to ${String(most)}`
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message)
}
