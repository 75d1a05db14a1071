import type { Cell } from '../cells/cell.ts'
import { isAllowed } from '../../customer/query-file/roles.ts'
import { toText } from '../cells/to-text.ts'
import { maskText, DOTS } from '../redaction/mask.ts'
import type { ValueLocation } from '../redaction/reveal-proof.ts'
import type { PlannedColumn } from './column-plan.ts'
import type { RowContext } from './row-context.ts'

/**
 * With the token for its reveal button if it may be revealed; null for an empty value.
 *
 * @param argument of the column's format
 */
export function toMaskedCell(
  value: unknown,
  argument: unknown,
  column: PlannedColumn,
  panel: string | null,
  row: number,
  { reveal, isLocked, roles }: RowContext,
): Cell | null {
  const text = toMask(value, column)
  if (text === null) return null
  const whole = toText(value)
  const { name, isCopied } = column
  const place: ValueLocation = { panel, row, column: name }
  if (!isAllowed(column.revealRoles, roles)) {
    reveal.refuseIfRequested(place, whole)
    return { kind: 'locked', needs: 'role', text }
  }
  if (isLocked) return { kind: 'locked', needs: 'proof', text }
  if (reveal.isRequested(place, whole)) {
    const shown = toShownCell(value, argument, column)
    if (isCopied) shown.copy = whole
    reveal.reveal({ place, value: whole, text: shown.text, href: shown.href })
    return shown
  }
  const proof = reveal.sign(place, whole)
  return { kind: 'masked', text, proof, isCopyable: isCopied }
}

/** As the page shows such a value, but with the exact time, and integers without a format as they are. */
function toShownCell(value: unknown, argument: unknown, { display, isNumber, makeCell }: PlannedColumn) {
  const whole = toText(value)
  const cell = display === null && isNumber ? null : makeCell(value, argument)
  const isContact = display === 'phone' || display === 'email'
  const href = isContact && cell?.kind === 'link' ? cell.href : null
  // Lists and objects have no text of their own.
  const isText = cell !== null && cell.text !== '' && cell.kind !== 'rows'
  const text = (cell?.kind === 'time' ? cell.exact : null) ?? (isText ? cell.text : whole)
  return { kind: 'shown' as const, text, href } as Extract<Cell, { kind: 'shown' }>
}

/** Null for a value that would be left out unmasked, such as an empty list: dots would promise one. */
export function toMask(value: unknown, { isFullyMasked, makeCell }: PlannedColumn): string | null {
  if (makeCell(value, undefined) === null) return null
  return isFullyMasked || typeof value !== 'string' ? DOTS : maskText(value)
}
