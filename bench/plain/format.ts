const BRACKETED = /[([（【].*?[)\]）】]/gu
const WORD = /[\p{L}\p{N}]+/gu
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u
const NO_CASE = /^[\p{Script=Arabic}]/u
const DAY_MS = 86_400_000
const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

export type Formats = ReturnType<typeof createFormats>

/** How times, numbers and amounts are written in a language. */
export function createFormats(language: 'en' | 'zh', timeZone: string) {
  const dates = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    timeZone,
  })
  const years = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone })
  const datesOfThisYear = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone })
  const nextDays = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    timeZone,
  })
  const days = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeZone })
  const agos = new Intl.RelativeTimeFormat(language, { style: 'narrow' })
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const times = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone })
  const exactTimes = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    hour: language === 'zh' ? '2-digit' : 'numeric',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
  })
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 20 })
  const currencies = new Map<string, Intl.NumberFormat>()
  return {
    date: (time: Date) => {
      const daysAhead = (Date.parse(days.format(time)) - Date.parse(days.format(Date.now()))) / DAY_MS
      if (daysAhead >= 1 && daysAhead <= 6) return nextDays.format(time)
      const isThisYear = years.format(time) === years.format(Date.now())
      return (isThisYear ? datesOfThisYear : dates).format(time)
    },
    isOverdue: (day: Date) => days.format(day) < days.format(Date.now()),
    ago: (time: Date) => {
      const seconds = (time.getTime() - Date.now()) / 1000
      const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? []
      return unit === undefined ? words.format(0, 'second') : agos.format(Math.trunc(seconds / size), unit)
    },
    time: (time: Date) => times.format(time),
    exactTime: (time: Date) => exactTimes.format(time),
    number: (value: `${number}`) => numbers.format(value),
    money: (value: `${number}`, currency: string) => {
      const format =
        currencies.get(currency) ?? new Intl.NumberFormat(language, { style: 'currency', currency })
      currencies.set(currency, format)
      return format.format(value)
    },
  }
}

/** `e••••@example.com`, `•••• 43` */
export function mask(text: string): string {
  const at = text.lastIndexOf('@')
  return at > 0 ? `${text.slice(0, 1)}••••${text.slice(at)}` : `••••\u00a0${text.slice(-2)}`
}

/** `EJ` for Emma Johansson, 继鹏 for 李继鹏. */
export function initialsOf(name: string): string {
  const [first = '', ...others] = name.replaceAll(BRACKETED, ' ').match(WORD) ?? []
  if (EAST_ASIAN.test(first)) return Array.from(first).slice(-2).join('')
  const last = NO_CASE.test(first) ? undefined : others.at(-1)
  return (Array.from(first)[0] ?? '').toUpperCase() + (Array.from(last ?? '')[0] ?? '').toUpperCase()
}
