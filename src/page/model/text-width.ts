/** Estimates the width in pixels of a small text in the widest system font. */
export function toTextWidth(text: string): number {
  let width = 0
  for (const character of text) width += character < '\u1100' ? 7 : 12
  return width
}

/** What the avatar and the margins leave in a pane of 300 pixels. */
const HEADER_WIDTH = 234
const GAP = 8
/** Sizes relative to small text: the name is larger and bold. */
const [NAME, NICKNAME] = [1.33, 1.08]

/** Whether a nickname is readable beside a name, and beside the level behind it, in a narrow pane. */
export function fitsBesideName(nickname: string, name: string, level: string): boolean {
  const left = HEADER_WIDTH - NAME * toTextWidth(name) - (level === '' ? 0 : toTextWidth(level) + 2 * GAP)
  return NICKNAME * toTextWidth(nickname) + GAP <= left
}
