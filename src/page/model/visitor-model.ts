import type { Language } from '../../languages.ts'
import type { Visit } from '../../visit/read-visit.ts'
import type { Cell } from '../cells/cell.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { TEXTS } from '../texts/texts.ts'
import { isVisible } from '../cells/visible-text.ts'
import { isFromConsole } from './custom-parameters.ts'
import type { Field } from './row-model.ts'
import { fitsBesideName } from './text-width.ts'

/** Copyable only if it is not masked. */
export function toVisitorId({ builtIn }: SafeVisit, sent: Visit): Cell {
  const cell: Cell = { kind: 'text', text: builtIn.visitorImId }
  if (builtIn.visitorImId === sent.builtIn.visitorImId) cell.copy = builtIn.visitorImId
  return cell
}

/** Null if the nickname is missing, invisible or does not fit beside the title. */
export function toNickname(
  { builtIn: { nickname } }: SafeVisit,
  title: string,
  language: Language,
): Field | null {
  if (nickname === null || !isVisible(nickname) || !fitsBesideName(nickname, title, '')) return null
  const cell: Cell = { kind: 'text', text: nickname }
  return { name: 'nickname', label: TEXTS[language].nickname, cell, display: null }
}

/** The longest name in a sticky header, in columns: about two lines of a 280-pixel pane. */
const MAX_WIDTH = 44
const WIDE = /[\u1100-\uffdc]/g

/** Whether a name takes more than two lines in a narrow pane, so that a sticky header would cover too much of it. */
export function isTall(title: string, nickname: Field | null): boolean {
  const text = title + (nickname?.cell.text ?? '')
  return text.length + (text.match(WIDE)?.length ?? 0) > MAX_WIDTH
}

/** What the console knows about an unknown visitor; a found customer is described by the company's data only. */
export function toKnown(
  visit: SafeVisit,
  language: Language,
  inHeader: Field | null,
): { label: string; text: string }[] {
  const texts = TEXTS[language]
  const { nickname, desc, techChannelName } = visit.builtIn
  const known: [string, string | null][] = inHeader ? [] : [[texts.nickname, nickname]]
  if (isFromConsole(visit)) known.push([texts.description, desc], [texts.channelName, techChannelName])
  return known.flatMap(([label, text]) => (text === null ? [] : [{ label, text }]))
}
