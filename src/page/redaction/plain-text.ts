const ASCII = /^[\0-\x7f]*$/
const ENCODED = /(?:%[0-9a-f]{2})+/gi
/** Encoded text may be encoded again. */
const MAX_ENCODINGS = 3
/** Letters with strokes and ligatures, which no normalization form decomposes. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
}
const SPECIAL_LETTER = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'g')

const DIGIT = /\p{Nd}/u
const OTHER_DIGIT = /(?!\d)\p{Nd}/gu

/** Unicode lists the ten digits of a script in order. The digits of several scripts may follow each other. */
function toAsciiDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0
  let before = 0
  while (DIGIT.test(String.fromCodePoint(point - before - 1))) before += 1
  return String(before % 10)
}

/**
 * Normalizes the notation: lower case, half width, without accents and invisible characters (soft hyphens, zero-width),
 * with `-` for any dash, and 0 to 9 for the digits of any script.
 */
export function toPlain(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replaceAll(/[\p{Mn}\p{Cf}]/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .replaceAll(OTHER_DIGIT, toAsciiDigit)
    .replaceAll(SPECIAL_LETTER, (letter) => PLAIN_LETTERS[letter] ?? letter)
}

/** Removes everything but letters and digits. */
export function squeeze(plain: string): string {
  // Most texts need no Unicode property look-up, which is slower.
  return ASCII.test(plain) ? plain.replaceAll(/[^a-z\d]+/g, '') : plain.replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

/** Returns the text in plain form, followed by its percent-decoded forms if it contains encoded characters. */
export function toReadings(text: string): string[] {
  const readings = [toPlain(text)]
  let encoded = text
  for (let time = 0; time < MAX_ENCODINGS && encoded.includes('%'); time += 1) {
    const decoded = encoded.replaceAll(ENCODED, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
    )
    if (decoded === encoded) break
    readings.push(toPlain(decoded))
    encoded = decoded
  }
  return readings
}
