import { splitAtBars } from './localized.ts'

export const LAYOUTS = ['table', 'fields', 'summary'] as const
export type Layout = (typeof LAYOUTS)[number]

export const AUDIENCES = ['found', 'unknown', 'all'] as const
export type Audience = (typeof AUDIENCES)[number]

export type Fail = (message: string) => void

export function checkValue(key: string, value: string, fail: Fail): void {
  if (key === 'layout' && !LAYOUTS.some((layout) => layout === value)) {
    fail(`layout must be one of ${LAYOUTS.join(', ')}`)
  }
  if (key === 'for' && !AUDIENCES.some((audience) => audience === value)) {
    fail(`for must be one of ${AUDIENCES.join(', ')}`)
  }
  if (key === 'public' && value !== 'yes') fail('public must be yes')
  if (key === 'empty' && value !== 'hide' && /^hide\s*(?:[|｜]|$)/i.test(value)) {
    fail('hide needs no translation and is lower case: -- empty: hide')
  }
  if (key === 'rows' && !/^[1-9]\d{0,2}$/.test(value)) fail('rows must be a number from 1 to 999')
  if (key === 'timeout' && !/^([1-9]\d{0,3}|10000)ms$/.test(value)) {
    fail('timeout must be a number of milliseconds up to 10000, such as 800ms')
  }
}

/** Splits `English | 中文`; the second part is optional. */
export function splitPair(key: string, value: string, fail: Fail): string[] {
  const parts = splitAtBars(value)
  if (parts.length > 2) fail(`${key} has at most two parts: -- ${key}: English | 中文`)
  if (parts[0] === '') fail(`${key} has no English: -- ${key}: English | 中文`)
  return parts
}
