/** @param mistakes insertions, deletions, substitutions or transpositions; case is ignored */
export function isNear(text: string, other: string, mistakes = 1): boolean {
  const [one, two] = [text.toLowerCase(), other.toLowerCase()]
  let at = 0
  while (at < one.length && one[at] === two[at]) at += 1
  const [rest, otherRest] = [one.slice(at), two.slice(at)]
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

/** A match that differs only in case takes precedence; undefined if none is similar. */
export function findNear<T extends string>(word: string, known: readonly T[]): T | undefined {
  return (
    known.find((one) => one.toLowerCase() === word.toLowerCase()) ?? known.find((one) => isNear(word, one))
  )
}
