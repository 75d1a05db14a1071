/**
 * Anything but spaces, marks, control and format characters, and blank letters such as the Hangul fillers and the
 * Braille blank.
 */
const VISIBLE = /[^\s\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Whether a text contains a visible character. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text)
}

/** A text without a visible character would leave an empty field, or an empty warning. */
export const isMissing = (value: unknown) =>
  value === null || value === undefined || (typeof value === 'string' && !isVisible(value))
