const ASCII = /^[\0-\x7f]*$/
const ENCODED = /(?:%[0-9a-f]{2})+/gi
/** Encoded text may itself be encoded. */
const MAX_ENCODINGS = 3
/** Letters with a stroke or joined ones, which no normal form takes apart. */
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

/**
 * One form for the many in which the same characters are written: lower case, half width, without accents, without
 * characters that nobody sees (soft hyphens, zero-width), with `-` for any dash.
 */
export function toPlain(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replaceAll(/[\p{Mn}\p{Cf}]/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .replaceAll(SPECIAL_LETTER, (letter) => PLAIN_LETTERS[letter] ?? letter)
}

/** Letters and digits only: whatever stands between them is gone. */
export function squeeze(plain: string): string {
  // What Unicode says of letters need not be asked for most texts.
  return ASCII.test(plain) ? plain.replaceAll(/[^a-z\d]+/gi, '') : plain.replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

/** The text in plain form and, where something in it is percent-encoded, what that says. */
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
