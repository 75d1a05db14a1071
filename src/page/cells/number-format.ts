/** Writes a number that is given as text, because a number would round large amounts. */
export type NumberFormat = (text: string) => string

/** What is written here; anything else is left to Intl. */
const PLAIN = /^\d{1,15}(?:\.\d+)?$/
/** They show whether grouping and rounding are as simple as they are taken to be. */
const SAMPLES = ['0', '7', '12.5', '999.99', '1000', '20480', '123456.7', '1234567.89', '999999999.1']

/**
 * Writes what `Intl.NumberFormat` writes, several times faster where that is simple: what stands before, between and
 * behind the digits is learned from it once. Where it turns out to be less simple, everything is left to Intl.
 */
export function createNumberFormat(language: string, options: Intl.NumberFormatOptions): NumberFormat {
  const format = new Intl.NumberFormat(language, options)
  const byIntl = (text: string) => format.format(text as `${number}`)
  const { minimumFractionDigits: least = 0, maximumFractionDigits: most = 0 } = format.resolvedOptions()
  const parts = format.formatToParts(1_234_567)
  const textOf = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  const firstDigits = parts.findIndex(({ type }) => type === 'integer')
  const before = joined(parts.slice(0, firstDigits))
  const after = joined(parts.slice(parts.findLastIndex(({ type }) => DIGITS.has(type)) + 1))
  const group = textOf('group')
  const point = format.formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.'

  function byHand(text: string): string {
    if (!PLAIN.test(text)) return byIntl(text)
    const dot = text.indexOf('.')
    const whole = dot === -1 ? text : text.slice(0, dot)
    const fraction = dot === -1 ? '' : text.slice(dot + 1)
    // Leading zeros are dropped, trailing ones are dropped or added, and more digits than are shown are rounded.
    if (fraction.length > most || (whole.length > 1 && whole.startsWith('0'))) return byIntl(text)
    if (fraction.length > least && fraction.endsWith('0')) return byIntl(text)
    const shown = fraction.padEnd(least, '0')
    return before + grouped(whole, group) + (shown === '' ? '' : point + shown) + after
  }

  return SAMPLES.every((sample) => byHand(sample) === byIntl(sample)) ? byHand : byIntl
}

const DIGITS: ReadonlySet<string> = new Set(['integer', 'group', 'decimal', 'fraction'])

function joined(parts: readonly Intl.NumberFormatPart[]): string {
  return parts.map(({ value }) => value).join('')
}

function grouped(digits: string, group: string): string {
  let text = ''
  let end = digits.length
  for (; end > 3; end -= 3) text = group + digits.slice(end - 3, end) + text
  return digits.slice(0, end) + text
}
