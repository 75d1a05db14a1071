import { isOverdue, type Cell } from '../cells/cell.ts'
import type { Texts } from '../texts/texts-type.ts'
import { escapeText as escape, type TextWriters } from './html-text.ts'

const [MAX_LINES, MAX_CHARACTERS] = [4, 240]
/** The minimum number of characters that a fold hides. */
const MIN_FOLDED = 60

/** Where to fold: after four lines, or about as much in a narrow window; -1 for a short text. */
function findFold(text: string): number {
  let at = -1
  for (let lines = 0; lines < MAX_LINES; lines += 1) {
    at = text.indexOf('\n', at + 1)
    if (at === -1) break
  }
  if (at !== -1 && at <= MAX_CHARACTERS) return text.slice(at).trim() === '' ? -1 : at
  if (text.length <= MAX_CHARACTERS + MIN_FOLDED) return -1
  const space = text.lastIndexOf(' ', MAX_CHARACTERS)
  if (space > MAX_CHARACTERS / 2) return space
  // Does not split a surrogate pair.
  return /[\uD800-\uDBFF]/.test(text.charAt(MAX_CHARACTERS - 1)) ? MAX_CHARACTERS - 1 : MAX_CHARACTERS
}

/** A long number without spaces, which can be shortened in the middle: its beginning and end identify it best. */
const LONG_NUMBER = /^(?=.*\d)([\w-]{7})([\w-]{2,})([\w-]{4})$/

/** Cells rendered as a single element, which carries the copy attribute itself. */
const ONE_ELEMENT: ReadonlySet<Cell['kind']> = new Set(['text', 'number', 'time', 'badge', 'link'])

type Alertable = Pick<Extract<Cell, { kind: 'time' }>, 'alert'>

const classOf = ({ alert }: Alertable) => (alert === undefined ? '' : alert ? 'alert' : 'quiet')
/** The element around an overdue value carries the class instead. */
const toneOf = (cell: Alertable) =>
  cell.alert === undefined || cell.alert === 'overdue' ? '' : ` class="${classOf(cell)}"`

/** Null becomes a dash. Long texts are folded if `mayFold`, long numbers shortened if `isShortened`. */
export function createCellWriter(texts: Texts, { labelLang, bdi }: TextWriters) {
  /** The stylesheet replaces the middle with an ellipsis, so that all of it can be copied. */
  function shorten(text: string, mark = ''): string {
    const [, start, middle, end] = LONG_NUMBER.exec(text) ?? []
    if (!start || !middle || !end) return bdi(text, mark)
    return `<bdi class="long-number" title="${text}"${mark}>${start}<span>${middle}</span>${end}</bdi>`
  }

  /** @param mark the copy attribute, or empty; it belongs on the innermost element that contains just the value */
  function toHtml(cell: Cell, isShortened: boolean, mark: string): string {
    const { kind, text } = cell
    switch (kind) {
      case 'text':
      case 'number': {
        if (isShortened && kind === 'text') return shorten(text, mark)
        const exact = kind === 'number' ? cell.exact : null
        return bdi(text, `${exact === null ? '' : ` title="${escape(exact)}"`}${toneOf(cell)}${mark}`)
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
      case 'list':
        return `<ul class="tags">${cell.cells.map((part) => `<li>${toHtml(part, false, '')}</li>`).join('\n')}</ul>`
      case 'rows':
        return toLines(cell)
      case 'image':
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

  /** The pane is too narrow for columns. Unclear values show their labels. */
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

  function toFolded(text: string, at: number, tone: string): string {
    const [start, rest] = [text.slice(0, at).trimEnd(), text.slice(at).trimStart()]
    // Within the direction of the text, and hidden when it is unfolded.
    const summary = bdi(`${start} …`).replace(/ …(?=(?:<\/bdi>)?$)/, '<span>$&</span>')
    return `<details class="${`long ${tone}`.trim()}"><summary>${summary}</summary>${bdi(rest)}</details>`
  }

  function write(cell: Cell | null, mayFold = false, isShortened = false): string {
    if (cell === null) return `<span class="quiet">${escape(texts.none)}</span>`
    const { text, copy } = cell
    if (mayFold && cell.kind === 'text' && copy === undefined) {
      const foldAt = findFold(text)
      if (foldAt !== -1) return toFolded(text, foldAt, classOf(cell))
    }
    if (copy === undefined) return toHtml(cell, isShortened, '')
    // An empty attribute stands for the displayed text.
    const mark = copy === text ? ' data-copy' : ` data-copy="${escape(copy)}"`
    return ONE_ELEMENT.has(cell.kind)
      ? toHtml(cell, isShortened, mark)
      : `<span${mark}>${toHtml(cell, isShortened, '')}</span>`
  }

  /** Names the reason for the highlight: a color alone is easily missed. */
  function writeCell(cell: Cell | null, mayFold = false, isShortened = false): string {
    const html = write(cell, mayFold, isShortened)
    return isOverdue(cell) ? `<span class="alert">${escape(texts.overdue)} ${html}</span>` : html
  }

  return writeCell
}
