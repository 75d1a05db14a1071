import ejs from 'ejs'
import type { Language } from '../../visit/language.ts'
import { languageOf, languageOfLabel } from './text-language.ts'
import { toText } from '../cells/to-text.ts'

const SPECIAL = /[&<>"']/
/** What has to be written as something else, or may be of another language. */
const REMARKABLE = /[&<>"'\u0600-\uffff]/

/** As EJS does it, without a replacement where there is nothing to replace: nearly everywhere. */
export function escapeText(value: unknown): string {
  const text = typeof value === 'string' ? value : toText(value)
  return SPECIAL.test(text) ? ejs.escapeXML(text) : text
}

/** How texts stand in the HTML of a page in this language. */
export function createTextWriters(page: Language) {
  const attribute = (language: string | null) => (language === null ? '' : ` lang="${language}"`)
  const lang = (text: string) => attribute(languageOf(text, page))
  return {
    /** The attribute of a text in another language than the page's. */
    lang,
    /** The same of a company's label. */
    labelLang: (text: string) => attribute(languageOfLabel(text, page)),
    /** A text from outside, whose direction and language are its own. */
    bdi: (text: string) =>
      REMARKABLE.test(text) ? `<bdi${lang(text)}>${escapeText(text)}</bdi>` : `<bdi>${text}</bdi>`,
  }
}
