import type { Language } from '../../languages.ts'
import { en } from './en.ts'
import type { Texts } from './texts-type.ts'
import { zh } from './zh.ts'

export const TEXTS: Readonly<Record<Language, Texts>> = { en, zh }
