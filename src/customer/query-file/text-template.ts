import { toColumnName } from './column-name.ts'

/** `literals` has one more entry than `columns`. */
export interface TextTemplate {
  literals: readonly string[]
  columns: readonly string[]
}

const PLACEHOLDER = /\{([^{}]*)\}/gu

/** Null if a brace is unmatched or a placeholder is empty. */
export function readTextTemplate(text: string): TextTemplate | null {
  const columns = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => toColumnName(name.trim()))
  const literals = text.replaceAll(PLACEHOLDER, '{}').split('{}')
  return columns.includes('') || literals.some((part) => /[{}｛｝]/u.test(part))
    ? null
    : { literals, columns }
}
