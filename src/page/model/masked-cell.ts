import type { Cell } from '../cells/cell.ts'
import { isAllowed } from '../../customer/query-file/roles.ts'
import { toText } from '../cells/to-text.ts'
import { maskText, DOTS } from '../redaction/mask.ts'
import type { ValueLocation } from '../redaction/reveal-proof.ts'
import type { PlannedColumn } from './column-plan.ts'
import type { RowContext } from './row-context.ts'

/** With the token for its reveal button if it may be revealed; null for an empty value. */
export function toMaskedCell(
  value: unknown,
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
  const href = toContactLink(value, column)
  if (reveal.revealIfRequested(place, whole, href)) {
    const shown: Cell = { kind: 'shown', text: whole, href }
    if (isCopied) shown.copy = whole
    return shown
  }
  const proof = reveal.sign(place, whole)
  return { kind: 'masked', text, proof, isCopyable: isCopied }
}

function toContactLink(value: unknown, { display, makeCell }: PlannedColumn): string | null {
  const cell = display === 'phone' || display === 'email' ? makeCell(value, undefined) : null
  return cell?.kind === 'link' ? cell.href : null
}

/** Null for an empty value. */
export function toMask(value: unknown, { isFullyMasked }: PlannedColumn): string | null {
  if (toText(value) === '') return null
  return isFullyMasked || typeof value !== 'string' ? DOTS : maskText(value)
}
