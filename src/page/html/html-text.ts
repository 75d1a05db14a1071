import ejs from 'ejs'
import type { Language } from '../../visit/language.ts'
import { toText } from '../cells/to-text.ts'
import { languageOf, languageOfLabel } from './text-language.ts'

const SPECIAL = /[&<>"']/

/** As EJS does it, without a replacement where there is nothing to replace: nearly everywhere. */
export function escapeText(value: unknown): string {
  const text = typeof value === 'string' ? value : toText(value)
  return SPECIAL.test(text) ? ejs.escapeXML(text) : text
}

/** What reaches beyond its text where it has no element: letters and marks of another direction; and line breaks. */
const NEEDS_ELEMENT =
  /[\n\u0590-\u08ff\u200e\u200f\u2028-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\ud802\ud803\ud83a\ud83b]/

export type TextWriters = ReturnType<typeof createTextWriters>

/** How texts stand in the HTML of a page in this language. */
export function createTextWriters(page: Language) {
  const attribute = (language: string | null) => (language === null ? '' : ` lang="${language}"`)
  const lang = (text: string) => attribute(languageOf(text, page))
  return {
    /** The attribute of a text in another language than the page's. */
    lang,
    /** The same of a company's label. */
    labelLang: (text: string) => attribute(languageOfLabel(text, page)),
    /** A text from outside, whose direction and language are its own; perhaps with other attributes. */
    bdi: (text: string, more = ''): string => {
      const attributes = lang(text) + more
      const html = escapeText(text)
      return attributes === '' && !NEEDS_ELEMENT.test(text) ? html : `<bdi${attributes}>${html}</bdi>`
    },
  }
}
