import type { Cell } from '../cells/cell.ts'
import type { Texts } from '../texts/texts.ts'
import { escapeText, type TextWriters } from './html-text.ts'

/**
 * Makes the function that writes a cell's HTML, each on a line of its own.
 *
 * @returns the HTML; a dash in words for a value that is not there
 */
export function createCellWriter(texts: Texts, { lang, labelLang, bdi }: TextWriters) {
  const escape = escapeText

  function toHtml(cell: Cell): string {
    const { kind, text } = cell
    switch (kind) {
      case 'text':
      case 'money': {
        const title = kind === 'money' ? ` title="${escape(cell.exact)}"` : ''
        const tone = cell.alert === undefined ? '' : ` class="${cell.alert ? 'alert' : 'quiet'}"`
        return `<bdi${lang(text)}${title}${tone}>${escape(text)}</bdi>`
      }
      case 'time':
        return `<time datetime="${escape(cell.datetime)}" title="${escape(cell.exact)}">${escape(text)}</time>`
      case 'badge':
        return `<span class="badge ${cell.tone}"${labelLang(text)}>${escape(text)}</span>`
      case 'masked': {
        const copyable = cell.isCopyable ? ' data-copyable' : ''
        const data = `name="value" value="${escape(cell.proof)}" data-hide="${escape(texts.hide)}"${copyable}`
        return `<bdi>${escape(text)}</bdi> <button class="reveal" form="reveal" ${data}>${escape(texts.show)}</button>`
      }
      case 'locked':
        return `<bdi>${escape(text)}</bdi> <span class="quiet">${escape(texts.identity.locked)}</span>`
      case 'shown':
        return `<bdi>${escape(text)}</bdi> <button class="reveal" form="reveal">${escape(texts.hide)}</button>`
      case 'link': {
        const target = /^http/i.test(cell.href) ? ' target="_blank" rel="noopener noreferrer"' : ''
        return `<a href="${escape(cell.href)}"${target}>${bdi(text)}</a>`
      }
      case 'tags':
        return `<ul class="tags">\n${cell.tags.map((tag) => `<li>${bdi(tag)}</li>\n`).join('')}</ul>`
      case 'entries':
        return cell.entries
          .map(([name, value]) => `<div>${bdi(name)}${escape(texts.colon)}${bdi(value)}</div>`)
          .join('\n')
    }
  }

  return (cell: Cell | null): string => {
    if (cell === null) return `<span class="quiet">${escape(texts.none)}</span>\n`
    const { text, copy } = cell
    if (copy === undefined) return `${toHtml(cell)}\n`
    // An empty mark means the text as it is shown.
    return `<span data-copy="${copy === text ? '' : escape(copy)}">\n${toHtml(cell)}\n</span>\n`
  }
}
