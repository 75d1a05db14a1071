import { readPhoneNumber } from '../../phone-number.ts'
import { findDays } from './days.ts'
import { toPlain } from './plain-text.ts'

/*
 * Masks leave enough to recognize a known value and too little to learn an unknown one. The number of dots is
 * constant, as a length is informative.
 *
 * Only values known to be one of very many keep characters: e-mail addresses, phone and identity numbers, names, long
 * codes. Short texts, words, dates and sentences may be one of a few, which their first letter would identify.
 */
export const DOTS = '••••'
/** Without a break, as the dots or two digits alone on a line say little. */
const SPACE = '\u00a0'

const EMAIL = /^([^\s@]{1,64})@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)$/u
const LONG_NUMBER = /^\d{15,19}$|^\d{17}x$/i
/** Contains a digit, as codes do, or a dot between letters, as account names do. */
const CODE = /^(?=.*(?:\d|\p{L}\.\p{L}))(?=.*\p{L})[\p{L}\p{N}._/-]{9,}$/u
/** At least two capitalized words. */
const NAME = /^\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*)+$/u
const ANSWER_WORDS = /\b(?:no|non|not|never|yes|true|false|positive|negative|male|female|un\w+)\b/i
const MIN_NAME_LENGTH = 9
/** Longer texts are sentences. */
const MAX_LENGTH = 320
/** Fewer digits may be a PIN. */
const MIN_DIGITS = 7

/**
 * Frequent surnames that rarely begin other words. The first character of other Chinese texts would distinguish 阳性
 * (positive) from 阴性 (negative), so names with other surnames show dots only.
 */
const SURNAMES = new Set(
  '王李张刘陈杨赵吴周徐孙胡朱郭林罗郑梁谢宋唐许邓冯曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范廖贾韦付邹孟熊秦邱侯龙陶黎贺顾毛郝龚邵钱覃戴莫欧司诸',
)
const HAN_NAME = /^\p{Script=Han}{2,4}$/u

/** Masks a value according to its shape. */
export function maskText(text: string): string {
  if (text.length > MAX_LENGTH) return DOTS
  const normalized = text.normalize('NFKC').trim()
  const [, local, domain] = EMAIL.exec(normalized) ?? []
  if (local !== undefined && domain !== undefined)
    return `${local.length > 2 ? firstCharacter(local) : ''}${DOTS}@${domain}`
  const [number, isMobile] = toDigits(normalized)
  if (number !== null) return isMobile ? maskMobile(number) : `${DOTS}${SPACE}${number.slice(-2)}`
  if (HAN_NAME.test(normalized))
    return SURNAMES.has(firstCharacter(normalized)) ? `${firstCharacter(normalized)}••` : DOTS
  const isName =
    NAME.test(normalized) && normalized.length >= MIN_NAME_LENGTH && !ANSWER_WORDS.test(normalized)
  if (!isName && !CODE.test(normalized)) return DOTS
  if (findDays(toPlain(normalized)).length > 0) return DOTS
  const characters = Array.from(normalized)
  return `${characters.slice(0, 2).join('')}${DOTS}${characters.slice(-2).join('')}`
}

/**
 * Returns the digits of a phone, identity or bank card number, and whether it is a mainland mobile number; null
 * otherwise.
 */
function toDigits(normalized: string): [digits: string | null, isMobile: boolean] {
  const phone = readPhoneNumber(normalized)
  if (phone?.isMainlandMobile) return [phone.digits, true]
  const compact = normalized.replaceAll(/[\s-]/g, '')
  if (LONG_NUMBER.test(compact)) return [compact, false]
  // Eight digits may be a date of birth.
  const isPhone =
    phone !== null && phone.digits.length >= MIN_DIGITS && findDays(toPlain(normalized)).length === 0
  return [isPhone ? phone.digits : null, false]
}

/** Shows the first 3 and last 4 digits, as is customary in mainland China. */
function maskMobile(digits: string): string {
  const national = digits.slice(-11)
  return `${national.slice(0, 3)}${SPACE}${DOTS}${SPACE}${national.slice(-4)}`
}

function firstCharacter(text: string): string {
  return Array.from(text)[0] ?? ''
}
