/** Anything but spaces, marks, control and format characters, and letters that have no shape: Hangul's fillers, Braille's blank. */
const VISIBLE = /[^\s\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Whether a text shows anything. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text)
}
