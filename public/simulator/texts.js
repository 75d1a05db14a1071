import { en } from './texts-en.js'
import { zh } from './texts-zh.js'

const TEXTS = { en, zh }

/** The simulator's own texts: those of a language that it has none in are English. */
export const textsOf = (language) => TEXTS[language] ?? en

/** Writes the texts into the elements that name them. */
export function translate(language) {
  const texts = textsOf(language)
  document.documentElement.lang = texts.lang
  document.title = `${texts.title} (${texts.simulation})`
  for (const element of document.querySelectorAll('[data-text]'))
    element.textContent = texts[element.dataset.text]
  for (const element of document.querySelectorAll('[data-title]'))
    element.title = texts[element.dataset.title]
  for (const element of document.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', texts[element.dataset.label])
  for (const element of document.querySelectorAll('[data-placeholder]'))
    element.placeholder = texts[element.dataset.placeholder]
}
