/** Longer texts are no number. */
const MAX_LENGTH = 60

/** What is not seen, and what people put between digits, in one form. */
const INVISIBLE = /\p{Cf}/gu
const DASHES = /[\p{Pd}\u2212]/gu

/** Behind a country's code the zero is not dialled, except in Italy, where it is part of the number. */
const TRUNK_ZERO = /^((?:\+|00)(?!39)[\d ]{1,6})\(0\)/
const NUMBER = /^\(?\+?[\d(][\d ()./-]*[\d)]$/
const DATE = /^(?:(?:19|20)\d\d([-./ ])[01]?\d\1[0-3]?\d|[0-3]?\d([-./ ])[0-3]?\d\2(?:(?:19|20)\d\d|\d\d))$/
const IP_ADDRESS = /^(?:(?:0|[1-9]\d?\d?)\.){3}(?:0|[1-9]\d?\d?)$/
/** Behind an area code, as it is written in Germany. Otherwise it stands between two numbers. */
const AREA_SLASH = /^\(?(?:0|\+)[\d ()]{1,6}\/[^/]+$/

/** Digits of a number in its own country, and with the country's code: ITU-T E.164. */
const [LEAST, MOST, MOST_INTERNATIONAL] = [5, 13, 15]
/** A number that goes on behind so many digits in a row is two numbers, or has an extension. */
const WHOLE = 7

/**
 * The address by which a telephone number is called; null for a text that is not exactly one plausible number: two
 * numbers, one with an extension, a date, an IP address.
 */
export function toTelephoneLink(text: string): string | null {
  if (text.length > MAX_LENGTH) return null
  const plain = text.normalize('NFKC').replaceAll(INVISIBLE, '').replaceAll(DASHES, '-')
  const number = plain.replaceAll(/\s+/g, ' ').trim().replace(TRUNK_ZERO, '$1')
  if (!NUMBER.test(number) || DATE.test(number) || IP_ADDRESS.test(number)) return null
  if (number.includes('/') && !AREA_SLASH.test(number)) return null
  if (!hasOnePair(number)) return null
  const groups = number.match(/\d+/g) ?? []
  if (groups.slice(0, -1).some((group) => group.length >= WHOLE)) return null
  const digits = groups.join('')
  const isInternational = number.includes('+')
  const most = isInternational ? MOST_INTERNATIONAL : digits.startsWith('00') ? MOST_INTERNATIONAL + 2 : MOST
  if (digits.length < LEAST || digits.length > most || (isInternational && digits.startsWith('0')))
    return null
  return `tel:${isInternational ? '+' : ''}${digits}`
}

/** At most one pair of parentheses, with something in it. */
function hasOnePair(number: string): boolean {
  return /^[^()]*(?:\(\+?\d[^()]*\)[^()]*)?$/.test(number)
}
