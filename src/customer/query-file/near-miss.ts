/**
 * Returns whether two words differ by at most one insertion, deletion, substitution or transposition, ignoring case.
 */
export function isNear(one: string, other: string): boolean {
  const a = one.toLowerCase()
  const b = other.toLowerCase()
  let same = 0
  while (same < a.length && a[same] === b[same]) same += 1
  const restA = a.slice(same)
  const restB = b.slice(same)
  return (
    restA === restB ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  )
}

/**
 * Finds the known word that was probably meant; undefined if none is similar. A match that differs only in case takes
 * precedence.
 */
export function findNear<T extends string>(word: string, known: readonly T[]): T | undefined {
  return (
    known.find((one) => one.toLowerCase() === word.toLowerCase()) ?? known.find((one) => isNear(word, one))
  )
}
