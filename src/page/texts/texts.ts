import type { Language } from '../../languages.ts'
import { en } from './en.ts'
import type { Texts } from './texts-type.ts'
import { zh } from './zh.ts'

/** The page's texts in each language. */
export const TEXTS: Readonly<Record<Language, Texts>> = { en, zh }
