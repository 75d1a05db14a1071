import type { Language } from '../../visit/language.ts'
import type { Visit } from '../../visit/read-visit.ts'
import type { Cell } from '../cells/cell.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { TEXTS } from '../texts/texts.ts'
import { isFromConsole } from './custom-parameters.ts'

/** Copied only when it stands there whole. */
export function toVisitorId({ builtIn }: SafeVisit, sent: Visit): Cell {
  const cell: Cell = { kind: 'text', text: builtIn.visitorImId }
  if (builtIn.visitorImId === sent.builtIn.visitorImId) cell.copy = builtIn.visitorImId
  return cell
}

/** What the console itself says of the visitor. A found customer is called by the company's data only. */
export function toKnown(visit: SafeVisit, language: Language): { label: string; text: string }[] {
  const texts = TEXTS[language]
  const { nickname, desc, techChannelName } = visit.builtIn
  const known: [string, string | null][] = [[texts.nickname, nickname]]
  if (isFromConsole(visit)) known.push([texts.description, desc], [texts.channelName, techChannelName])
  return known.flatMap(([label, text]) => (text === null ? [] : [{ label, text }]))
}
