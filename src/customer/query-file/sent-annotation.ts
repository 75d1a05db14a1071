import type { Fail } from './annotation-values.ts'
import { isBuiltIn } from '../../visit/built-in-parameters.ts'
import { readColumnNames, withoutQuoted } from './column-name.ts'
import { readPair, type Localized } from './localized.ts'

/** Custom parameters that are shown at the top of the page. */
export interface SentStrip {
  names: readonly string[]
  /** Their labels; a parameter without a label is shown under its name. */
  labels: ReadonlyMap<string, Localized>
}

/** More do not fit on one line. */
const MAX_NAMES = 4
/** Typed by an input method in place of straight quotes and a comma, they become part of a name that nobody sends. */
const MISTYPED = /[;；“”„«»‘’＂「」『』]/u

export function readSentNames(value: string, fail: Fail): string[] {
  const names = readColumnNames(value)
  if (!names?.length) {
    fail('sent needs names of custom parameters, separated by commas: -- sent: page, "cart total"')
    return []
  }
  const mistyped = readColumnNames(withoutQuoted(value))?.find((name) => MISTYPED.test(name))
  if (mistyped !== undefined)
    fail(
      `sent has the name ${mistyped}: separate names by commas, and write a name with other marks in straight quotes`,
    )
  if (names.length > MAX_NAMES) fail(`sent has at most ${MAX_NAMES} names`)
  for (const [at, name] of names.entries()) {
    if (names.indexOf(name) < at) fail(`sent has the name ${name} twice`)
    if (isBuiltIn(name)) fail(`${name} is a built-in parameter of the console, not a custom one`)
  }
  return names
}

export function readSentLabel(name: string, value: string, fail: Fail): Localized | null {
  const label = readPair(value)
  if (label === null) fail(`sent ${name} needs a label of one or two parts: -- sent ${name}: Label | 标签`)
  return label
}
