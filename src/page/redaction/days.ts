const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'

const NUMERIC = /(?<!\d)(\d{1,4})\s?([-/._:·,])\s?(\d{1,2})\s?\2\s?(\d{1,4})(?!\d)/g
const COMPACT = /(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)/g
const EAST_ASIAN = /(?:(?<!\d)(\d{2,4})\s?[年년]\s?)?(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]/g
const MONTH_FIRST = new RegExp(
  String.raw`(?<!\p{L})${MONTH}\.?[\s-]?(\d{1,2})(?!\d)(?:st|nd|rd|th)?(?:,?[\s-]?(\d{4}))?`,
  'gu',
)
const DAY_FIRST = new RegExp(
  String.raw`(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?:\sof)?\.?[\s-]?${MONTH}(?!\p{L})(?:[.,]?[\s-]?(\d{4}|\d{2}(?!\d)))?`,
  'gu',
)
/** Mainland China's identity number, which contains the date of birth. */
const IDENTITY_NUMBER = /(?<!\d)\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dx](?!\d)/g

/**
 * Finds the calendar days in a text, in any notation: `90-05-17` for each interpretation (`01/03/2026` has two),
 * `05-17` without a year. Years have two digits, as some are written that way.
 *
 * @param plain the result of `toPlain`
 */
export function findDays(plain: string): string[] {
  const days: string[] = []
  if (!/\d/.test(plain)) return days
  const add = (year: string | undefined, month: string | undefined, day: string | undefined) => {
    const text = toDay(year, Number(month), Number(day))
    if (text !== null) days.push(text)
  }
  for (const [, first = '', , middle, last = ''] of plain.matchAll(NUMERIC)) {
    add(first, middle, last)
    if (first.length <= 2) {
      add(last, middle, first)
      add(last, first, middle)
    }
  }
  for (const [, year, month, day] of plain.matchAll(COMPACT)) add(year, month, day)
  for (const [, year, month, day] of plain.matchAll(IDENTITY_NUMBER)) add(year, month, day)
  for (const [, year, month, day] of plain.matchAll(EAST_ASIAN)) add(year, month, day)
  for (const [, name, day, year] of plain.matchAll(MONTH_FIRST)) add(year, toMonth(name), day)
  for (const [, day, name, year] of plain.matchAll(DAY_FIRST)) add(year, toMonth(name), day)
  return days
}

const toMonth = (name = '') => String(MONTHS.indexOf(name.slice(0, 3)) + 1)

/** @param year undefined if missing */
function toDay(year: string | undefined, month: number, day: number): string | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null
  const monthDay = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  if (year === undefined) return monthDay
  return YEAR.test(year) ? `${year.slice(-2)}-${monthDay}` : null
}

const YEAR = /^(?:1[89]|20)?\d\d$/
