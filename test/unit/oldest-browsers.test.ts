import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'acorn'
import { describe, expect, test } from 'vitest'

/*
 * The page and the simulator are to be whole in the oldest engines of agents' browsers, Chromium 86 and Safari 15. One
 * unknown selector drops its whole rule there, so what is newer stands in a block of its own, which only engines that
 * know it enter.
 */

const LATER_CSS = [
  ...['@layer', '@scope', ':is(', ':where(', ':has(', '&', 'inset-', 'inset:', 'color-mix(', 'light-dark('],
  ...[
    'oklch(',
    'dvh',
    'svh',
    'lvh',
    'aspect-ratio',
    'accent-color',
    'subgrid',
    'text-wrap',
    'width >',
    'width <',
  ],
]
const LATER_PATTERNS = [/:not\([^)]*[, ][^)]*\)/, /(margin|padding|border)-(block|inline):/]
const LATER_METHODS =
  /\.(at|findLast|findLastIndex|toSorted|toReversed|toSpliced|requestSubmit|hasOwn|groupBy|canParse|randomUUID|showModal|showPopover)\(|structuredClone/g

/** What every engine reads of a stylesheet: it has neither comments nor conditional blocks. */
function readUnconditional(css: string): string {
  let text = css.replaceAll(/\/\*[^]*?\*\//g, '')
  for (;;) {
    const start = text.search(/@(supports|container)/)
    if (start === -1) return text
    let end = text.indexOf('{', start) + 1
    for (let depth = 1; depth > 0; end += 1) depth += { '{': 1, '}': -1 }[text[end] ?? '}'] ?? 0
    text = text.slice(0, start) + text.slice(end)
  }
}

const findLaterCss = (css: string) => {
  const text = readUnconditional(css)
  const patterns = LATER_PATTERNS.flatMap((pattern) => pattern.exec(text)?.[0] ?? [])
  return [...LATER_CSS.filter((part) => text.includes(part)), ...patterns]
}

/** Logical assignment and separators in numbers are of 2021, and in both engines. */
function findLaterScript(script: string) {
  const methods = script.match(LATER_METHODS) ?? []
  try {
    parse(script, { ecmaVersion: 2021, sourceType: 'module' })
    return [...methods]
  } catch (error) {
    return [String(error), ...methods]
  }
}

const read = (name: string) => readFileSync(new URL(`../../public/${name}`, import.meta.url), 'utf8')

describe('the oldest browsers', () => {
  test.each(['style.css', 'rows.css', 'dark.css', 'sign-in.css'])('support everything in %s', (name) => {
    expect(findLaterCss(read(name))).toEqual([])
  })

  const simulator = readdirSync(new URL('../../public/simulator', import.meta.url)).filter((name) =>
    name.endsWith('.js'),
  )
  test.each(['page.js', 'sign-in.js', ...simulator.map((name) => `simulator/${name}`)])(
    'support everything in %s',
    (name) => {
      expect(findLaterScript(read(name))).toEqual([])
    },
  )

  test.each([
    ['a :is(b, c) { color: red }', [':is(']],
    ['a:not(.b, .c) { color: red }', [':not(.b, .c)']],
    ['@media print { a { margin-block: 0 } }', ['margin-block:']],
    ['@supports (a: b) { @container (c) { a:has(b) { inset: 0 } } } d { inset: 0 }', ['inset:']],
    ['@supports (a: b) { a:has(b) { inset: 0 } } a:not(.b):not(.c) { margin-inline-end: 0 }', []],
  ])('report newer features in %s', (css, later) => {
    expect(findLaterCss(css)).toEqual(later)
  })

  test('report newer syntax and newer methods', () => {
    expect(findLaterScript('a ??= 1_000')).toEqual([])
    expect(findLaterScript('class A { static { a() } }')).not.toEqual([])
    expect(findLaterScript('[1].at(-1)')).toEqual(['.at('])
  })
})
