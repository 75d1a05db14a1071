import ejs from 'ejs'
import type { Language } from '../../languages.ts'
import { toText } from '../cells/to-text.ts'
import { languageOf, languageOfLabel } from './text-language.ts'

const SPECIAL = /[&<>"'\p{Cc}\u202d\u202e]/u
/**
 * HTML permits no control characters but white space, not even as references. Overrides of the direction reverse what
 * follows: a file called `scan`, one of them, and `gpj.exe` would be shown as `scanexe.jpg`.
 */
const CONTROL = /(?![\t\n\f\r])[\p{Cc}\u202d\u202e]/gu

/** Skips EJS's escaping for the many texts without such a character. */
export function escapeText(value: unknown): string {
  const text = typeof value === 'string' ? value : toText(value)
  return SPECIAL.test(text) ? ejs.escapeXML(text).replaceAll(CONTROL, '\ufffd') : text
}

/** They affect the surrounding text unless isolated: right-to-left letters, direction marks and line breaks. */
const NEEDS_ELEMENT =
  /[\n\u0590-\u08ff\u200e\u200f\u2028-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\ud802\ud803\ud83a\ud83b]/

export type TextWriters = ReturnType<typeof createTextWriters>

export function createTextWriters(page: Language) {
  const attribute = (language: string | null) => (language === null ? '' : ` lang="${language}"`)
  const lang = (text: string) => attribute(languageOf(text, page))
  return {
    /** The `lang` attribute of a text whose language differs from the page's; otherwise empty. */
    lang,
    labelLang: (text: string) => attribute(languageOfLabel(text, page)),
    /** @param more further attributes, each preceded by a space */
    bdi: (text: string, more = ''): string => {
      const attributes = lang(text) + more
      const html = escapeText(text)
      return attributes === '' && !NEEDS_ELEMENT.test(text) ? html : `<bdi${attributes}>${html}</bdi>`
    },
  }
}
