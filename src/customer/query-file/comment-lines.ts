import { readTokens, toLine } from './statement-tokens.ts'

export interface CommentLine {
  text: string
  line: number
  /** `top`: before any SQL, where annotations belong. `block`: inside a block comment. */
  place: 'top' | 'below' | 'block'
}

/** `---` is a comment, too; `---- title: x` is one that somebody has commented out. */
const OPENING = /^--(?:-(?!-))?/u

export function* readCommentLines(source: string): Generator<CommentLine> {
  let place: CommentLine['place'] = 'top'
  for (const { text, at, kind } of readTokens(source)) {
    if (kind === 'comment' && text.startsWith('--')) {
      yield { text: text.replace(OPENING, '').trim(), line: toLine(source, at), place }
    } else if (kind === 'comment') {
      const lines = text.replace(/\*\/$/, '').split('\n')
      const first = toLine(source, at)
      for (const [index, line] of lines.entries()) {
        yield { text: line.replace(/^[\s/*-]+/, '').trim(), line: first + index, place: 'block' }
      }
      place = 'below'
    } else if (kind !== 'space') {
      place = 'below'
    }
  }
}
