import { en } from './texts-en.js'
import { zh } from './texts-zh.js'

const TEXTS = { en, zh }

/** The simulator's texts; languages without texts fall back to English. */
export const textsOf = (language) => TEXTS[language] ?? en

/** Fills the elements with the texts that they name. */
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
