import { schema } from './schema.ts'
import { SECRETS } from './secrets.ts'

interface Misspelt {
  /** The name as set. */
  name: string
  /** The existing variable. */
  intended: string
}

/** npm sets the lower-case ones. */
const KNOWN = Object.keys(schema.shape).filter((name) => name === name.toUpperCase())
const READ = [...Object.keys(schema.shape), ...SECRETS.map((name) => `${name}_FILE`)]

/** Short names are too similar to each other, such as HOST and HOME. */
const LONG_NAME = 10

/**
 * Finds environment variables that are not read but resemble one that is: one letter added, missing, wrong or
 * transposed, lower case, or NAME_FILE where no file is read.
 */
export function findMisspelt(env: Readonly<Record<string, string | undefined>>): Misspelt[] {
  return Object.keys(env).flatMap((name) => {
    if (READ.includes(name) || env[name] === '') return []
    const intended =
      KNOWN.find((one) => name === `${one}_FILE`) ??
      READ.find((one) => isNear(name.toUpperCase(), one, one.length < LONG_NAME ? 1 : 2))
    return intended === undefined ? [] : [{ name, intended }]
  })
}

/** Whether the texts differ by at most `mistakes` insertions, deletions, substitutions or transpositions. */
function isNear(text: string, other: string, mistakes: number): boolean {
  let at = 0
  while (at < text.length && text[at] === other[at]) at += 1
  const [rest, otherRest] = [text.slice(at), other.slice(at)]
  if (rest === otherRest) return true
  if (mistakes === 0 || Math.abs(rest.length - otherRest.length) > mistakes) return false
  const isSwapped = rest[0] === otherRest[1] && rest[1] === otherRest[0]
  return (
    isNear(rest.slice(1), otherRest, mistakes - 1) ||
    isNear(rest, otherRest.slice(1), mistakes - 1) ||
    isNear(rest.slice(1), otherRest.slice(1), mistakes - 1) ||
    (isSwapped && isNear(rest.slice(2), otherRest.slice(2), mistakes - 1))
  )
}
