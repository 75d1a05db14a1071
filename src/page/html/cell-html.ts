import type { Cell } from '../cells/cell.ts'
import type { Texts } from '../texts/texts-type.ts'
import { escapeText, type TextWriters } from './html-text.ts'

const [MOST_LINES, MOST_CHARACTERS] = [4, 240]
/** A text is folded only where that hides more than a few words. */
const LEAST_FOLDED = 60

/** Where a text goes on behind its first four lines, or about as many of a narrow window; -1 where it is no longer. */
function findFold(text: string): number {
  let at = -1
  for (let lines = 0; lines < MOST_LINES; lines += 1) {
    at = text.indexOf('\n', at + 1)
    if (at === -1) break
  }
  if (at !== -1 && at <= MOST_CHARACTERS) return text.slice(at).trim() === '' ? -1 : at
  if (text.length <= MOST_CHARACTERS + LEAST_FOLDED) return -1
  const space = text.lastIndexOf(' ', MOST_CHARACTERS)
  if (space > MOST_CHARACTERS / 2) return space
  // Not between the halves of a character.
  return /[\uD800-\uDBFF]/.test(text.charAt(MOST_CHARACTERS - 1)) ? MOST_CHARACTERS - 1 : MOST_CHARACTERS
}

/** A long number without a space, of which the middle says least. */
const LONG_NUMBER = /^(?=.*\d)([\w-]{7})([\w-]{2,})([\w-]{4})$/

/** What one element shows, and nothing else: it has the mark of what may be copied itself. */
const ONE_ELEMENT: ReadonlySet<Cell['kind']> = new Set(['text', 'number', 'time', 'badge', 'link'])

/** Without the zeros at the end, which a currency adds. */
const toDigits = (text: string) => text.replaceAll(/\D/g, '').replace(/0+$/, '')

const classOf = ({ alert }: { alert?: boolean }) => (alert === undefined ? '' : alert ? 'alert' : 'quiet')
const toneOf = (cell: { alert?: boolean }) => (cell.alert === undefined ? '' : ` class="${classOf(cell)}"`)

/**
 * Makes the function that writes a cell's HTML.
 *
 * @returns the HTML; a dash in words for a value that is not there. A long text is folded where there may be a block, and
 *          a long number shortened in the middle where that is wanted
 */
export function createCellWriter(texts: Texts, { labelLang, bdi }: TextWriters) {
  const escape = escapeText

  /** The whole text in three parts, of which the stylesheet shows an ellipsis for the second. */
  function shorten(text: string, mark = ''): string {
    const [, start, middle, end] = LONG_NUMBER.exec(text) ?? []
    if (!start || !middle || !end) return bdi(text, mark)
    return `<bdi class="long-number" title="${text}"${mark}>${start}<span>${middle}</span>${end}</bdi>`
  }

  /** @param mark that the value may be copied: an attribute of what holds the text, and of nothing else */
  function toHtml(cell: Cell, isShortened: boolean, mark: string): string {
    const { kind, text } = cell
    switch (kind) {
      case 'text':
      case 'number': {
        if (isShortened && kind === 'text') return shorten(text, mark)
        // The same digits tell nothing more.
        const isExact = kind === 'text' || toDigits(cell.exact) === toDigits(text)
        return bdi(text, `${isExact ? '' : ` title="${escape(cell.exact)}"`}${toneOf(cell)}${mark}`)
      }
      case 'time': {
        const title = cell.exact === null ? '' : ` title="${escape(cell.exact)}"`
        return `<time datetime="${escape(cell.datetime)}"${title}${toneOf(cell)}${mark}>${escape(text)}</time>`
      }
      case 'badge':
        return `<span class="badge ${cell.tone}"${labelLang(text)}${mark}>${escape(text)}</span>`
      case 'masked': {
        const copyable = cell.isCopyable ? ' data-copyable' : ''
        const data = `name="value" value="${escape(cell.proof)}" data-hide="${escape(texts.hide)}"${copyable}`
        return `<bdi>${escape(text)}</bdi> <button class="reveal" form="reveal" ${data}>${escape(texts.show)}</button>`
      }
      case 'locked':
        if (cell.needs === 'role') return `<bdi>${escape(text)}</bdi>`
        return `<bdi>${escape(text)}</bdi> <span class="quiet">${escape(texts.identity.locked)}</span>`
      case 'shown':
        return `${toContact(cell.href, text)} <button class="reveal" form="reveal">${escape(texts.hide)}</button>`
      case 'link': {
        const target = /^http/i.test(cell.href) ? ' target="_blank" rel="noreferrer"' : ''
        return `<a href="${escape(cell.href)}"${target}${mark}>${isShortened ? shorten(text) : bdi(text)}</a>`
      }
      case 'tags':
        return `<ul class="tags">${cell.tags.map((tag) => `<li>${bdi(tag)}</li>`).join('\n')}</ul>`
      case 'rows':
        return toLines(cell)
      case 'image':
        // Its size is the stylesheet's.
        return `<img src="${escape(cell.src)}" alt="${escape(cell.alt)}" loading="lazy">`
      case 'entries':
        return cell.entries
          .map(([name, value]) => `<div>${bdi(name)}${escape(texts.colon)}${bdi(value)}</div>`)
          .join('')
    }
  }

  function toContact(href: string | null, text: string): string {
    return href === null
      ? `<bdi>${escape(text)}</bdi>`
      : `<a href="${escape(href)}"><bdi>${escape(text)}</bdi></a>`
  }

  /** A line for each row, since a pane has no room for columns. What does not explain itself has its label. */
  function toLines({ columns, rows, more }: Extract<Cell, { kind: 'rows' }>): string {
    const toValue = (cell: Cell | null | undefined, at: number) => {
      if (!cell) return ''
      const { label = '' } = columns[at] ?? {}
      const isClear = at === 0 || ['badge', 'link', 'image'].includes(cell.kind)
      const shown = `${isClear ? '' : ' class="seen"'}${labelLang(label)}`
      return `<div><b${shown}>${escape(label)}</b> ${write(cell, true, cell.kind === 'link')}</div>`
    }
    const lines = rows.map((cells) => `<li>${cells.map(toValue).join('')}</li>`)
    const rest = more === null ? '' : `<p class="quiet">${escape(more)}</p>`
    return `<ul class="nested">${lines.join('')}</ul>${rest}`
  }

  /** A long text, of which more than its beginning is seen when it is unfolded. */
  function toFolded(text: string, at: number, tone: string): string {
    const [start, rest] = [text.slice(0, at).trimEnd(), text.slice(at).trimStart()]
    return `<details class="${`long ${tone}`.trim()}"><summary>${bdi(`${start} …`)}</summary>${bdi(rest)}</details>`
  }

  function write(cell: Cell | null, mayFold = false, isShortened = false): string {
    if (cell === null) return `<span class="quiet">${escape(texts.none)}</span>`
    const { text, copy } = cell
    if (mayFold && cell.kind === 'text' && copy === undefined) {
      const foldAt = findFold(text)
      if (foldAt !== -1) return toFolded(text, foldAt, classOf(cell))
    }
    if (copy === undefined) return toHtml(cell, isShortened, '')
    // An empty mark means the text as it is shown.
    const mark = copy === text ? ' data-copy' : ` data-copy="${escape(copy)}"`
    return ONE_ELEMENT.has(cell.kind)
      ? toHtml(cell, isShortened, mark)
      : `<span${mark}>${toHtml(cell, isShortened, '')}</span>`
  }

  return write
}
