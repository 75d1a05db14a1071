/*
 * What stands for a value that is not to be seen by everybody at the desk. Enough to recognise what one knows, too
 * little to learn what one does not; and always the same number of stars, because a length tells something too.
 */
export const STARS = '****'

const EMAIL = /^([^@]+)@([^@]+)$/
const HAN = /^\p{Script=Han}{2,}$/u
/** Digits with what people put between them. */
const PHONE = /^\+?[\d\s().-]+$/

/** Masks a value by its own shape: e-mail, phone, name in Chinese characters, anything else. */
export function maskText(text: string): string {
  const [, local, domain] = EMAIL.exec(text) ?? []
  if (local !== undefined && domain !== undefined)
    return `${local.length > 2 ? firstOf(local) : ''}${STARS}@${domain}`
  const digits = text.replaceAll(/\D/g, '')
  if (PHONE.test(text) && digits.length >= 7) return maskPhone(digits)
  if (HAN.test(text)) return `${firstOf(text)}**`
  const characters = Array.from(text)
  if (characters.length <= 4) return STARS
  if (characters.length <= 8) return `${characters[0] ?? ''}${STARS}`
  return `${characters.slice(0, 2).join('')}${STARS}${characters.slice(-2).join('')}`
}

/** Mainland mobile numbers show 3 and 4 digits, as is the custom there; of any other, only the last two are shown. */
function maskPhone(digits: string): string {
  const [, mainland] = /^(?:86)?(1[3-9]\d{9})$/.exec(digits) ?? []
  return mainland === undefined
    ? `${STARS}${digits.slice(-2)}`
    : `${mainland.slice(0, 3)}${STARS}${mainland.slice(-4)}`
}

function firstOf(text: string): string {
  return Array.from(text)[0] ?? ''
}
