import { readPhoneNumber } from '../../phone-number.ts'
import { findDays } from './days.ts'
import { toPlain } from './plain-text.ts'

/*
 * What stands for a value that is not to be seen by everybody at the desk. Enough to recognise what one knows, too
 * little to learn what one does not; and always the same number of stars, because a length tells something too.
 *
 * Only what is known to be one of very many shows anything: e-mail addresses, phone and identity numbers, names, long
 * codes. A short text, a word, a date or a sentence may be one of a few, and its first letter would tell which.
 */
export const STARS = '****'

const EMAIL = /^([^\s@]{1,64})@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)$/u
const LONG_NUMBER = /^\d{15,19}$|^\d{17}x$/i
/** An account's name has a dot, and a code digits. */
const CODE = /^(?=.*(?:\d|\p{L}\.\p{L}))(?=.*\p{L})[\p{L}\p{N}._/-]{9,}$/u
/** Two capitalized words or more. */
const NAME = /^\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*)+$/u
const FEW = /\b(?:no|non|not|never|yes|true|false|positive|negative|male|female|un\w+)\b/i
const LEAST_NAME = 9
/** Longer texts are not read: they are sentences. */
const MAX_LENGTH = 320
/** Fewer digits may be a PIN. */
const LEAST_DIGITS = 7

/**
 * Frequent surnames that rarely begin another word; what other Chinese texts begin with would tell 阳性 (positive) from
 * 阴性 (negative). Names with other surnames show stars only.
 */
const SURNAMES = new Set(
  '王李张刘陈杨赵吴周徐孙胡朱郭林罗郑梁谢宋唐许邓冯曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范廖贾韦付邹孟熊秦邱侯龙陶黎贺顾毛郝龚邵钱覃戴莫欧司诸',
)
const HAN_NAME = /^\p{Script=Han}{2,4}$/u

/** Masks a value by its own shape. */
export function maskText(text: string): string {
  if (text.length > MAX_LENGTH) return STARS
  const written = text.normalize('NFKC').trim()
  const [, local, domain] = EMAIL.exec(written) ?? []
  if (local !== undefined && domain !== undefined)
    return `${local.length > 2 ? firstOf(local) : ''}${STARS}@${domain}`
  const [number, isMobile] = toDigits(written)
  if (number !== null) return isMobile ? maskMobile(number) : `${STARS}${number.slice(-2)}`
  if (HAN_NAME.test(written)) return SURNAMES.has(firstOf(written)) ? `${firstOf(written)}**` : STARS
  const isName = NAME.test(written) && written.length >= LEAST_NAME && !FEW.test(written)
  if (!isName && !CODE.test(written)) return STARS
  if (findDays(toPlain(written)).length > 0) return STARS
  const characters = Array.from(written)
  return `${characters.slice(0, 2).join('')}${STARS}${characters.slice(-2).join('')}`
}

/** The digits of a phone number, identity card or bank card, and whether it is a mainland mobile; else null. */
function toDigits(written: string): [digits: string | null, isMobile: boolean] {
  const phone = readPhoneNumber(written)
  if (phone?.isMainlandMobile) return [phone.digits, true]
  const compact = written.replaceAll(/[\s-]/g, '')
  if (LONG_NUMBER.test(compact)) return [compact, false]
  // Eight digits may be a day of birth.
  const isPhone =
    phone !== null && phone.digits.length >= LEAST_DIGITS && findDays(toPlain(written)).length === 0
  return [isPhone ? phone.digits : null, false]
}

/** Shows 3 and 4 digits, as is the custom in mainland China. */
function maskMobile(digits: string): string {
  const national = digits.slice(-11)
  return `${national.slice(0, 3)}${STARS}${national.slice(-4)}`
}

function firstOf(text: string): string {
  return Array.from(text)[0] ?? ''
}
