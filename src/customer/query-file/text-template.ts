/** A text with values of the row in it: `literals` has one text more than there are `columns` between them. */
export interface TextTemplate {
  literals: readonly string[]
  columns: readonly string[]
}

const PLACEHOLDER = /\{([^{}]*)\}/gu

/** Reads `Order {order_no} has left`; null where a brace has no other, or nothing stands between two. */
export function readTextTemplate(text: string): TextTemplate | null {
  const columns = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim())
  const literals = text.replaceAll(PLACEHOLDER, '{}').split('{}')
  return columns.includes('') || literals.some((part) => /[{}]/.test(part)) ? null : { literals, columns }
}
