/** What a label can count. A final s proves nothing: "Status" has one, too. Other labels stay in front of their number. */
const NOUNS = [
  'account address appointment booking call card case claim complaint contract conversation coupon delivery',
  'device invoice item loan message note order parcel payment policy product purchase refund rental',
  'reservation return review shipment subscription ticket transaction transfer vehicle visit',
].flatMap((line) => line.split(' '))

const SINGULARS: ReadonlyMap<string, string> = new Map(NOUNS.map((noun) => [toPlural(noun), noun]))

function toPlural(noun: string): string {
  if (noun.endsWith('y')) return `${noun.slice(0, -1)}ies`
  return noun.endsWith('s') ? `${noun}es` : `${noun}s`
}

/** "12 orders"; null if the label is not known to count anything. */
export function toCountedNoun(label: string, isOne: boolean): string | null {
  const plural = label.toLowerCase()
  const singular = SINGULARS.get(plural)
  return singular === undefined ? null : isOne ? singular : plural
}
