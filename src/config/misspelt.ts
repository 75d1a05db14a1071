import { schema } from './schema.ts'
import { SECRETS } from './secrets.ts'

interface Misspelt {
  /** As it is set. */
  name: string
  /** The variable that there is. */
  meant: string
}

/** npm sets the others. */
const KNOWN = Object.keys(schema.shape).filter((name) => name === name.toUpperCase())
const READ = [...Object.keys(schema.shape), ...SECRETS.map((name) => `${name}_FILE`)]

/** Short names lie close together: HOST and HOME. */
const LONG_NAME = 10

/**
 * Variables of the environment that nothing reads, and that look like one that is read: a letter too many, one too few,
 * another one, two that changed places, small letters; or NAME_FILE where a file is not read.
 */
export function findMisspelt(env: Readonly<Record<string, string | undefined>>): Misspelt[] {
  return Object.keys(env).flatMap((name) => {
    if (READ.includes(name) || env[name] === '') return []
    const meant =
      KNOWN.find((one) => name === `${one}_FILE`) ??
      READ.find((one) => isNear(name.toUpperCase(), one, one.length < LONG_NAME ? 1 : 2))
    return meant === undefined ? [] : [{ name, meant }]
  })
}

/** So many letters at most were added, left out, changed, or changed places with their neighbour. */
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
