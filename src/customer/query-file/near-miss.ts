/** Whether two words are the same but for one letter too many, too few or wrong, or two that changed places. Case does not count. */
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

/** What was perhaps meant by a word; undefined when nothing is near. The same but for case comes first. */
export function findNear<T extends string>(word: string, known: readonly T[]): T | undefined {
  return (
    known.find((one) => one.toLowerCase() === word.toLowerCase()) ?? known.find((one) => isNear(word, one))
  )
}
