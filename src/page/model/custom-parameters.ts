import { isBuiltIn } from '../../visit/built-in-parameters.ts'
import type { QueryFile } from '../../customer/query-file/query-file.ts'
import type { Language } from '../../languages.ts'
import type { CustomParameter } from '../../visit/read-visit.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { TEXTS } from '../texts/texts.ts'

export interface CustomParameterModel {
  name: string
  /** As given by `customer.sql`; otherwise the name. */
  label: string
  value: string | null
  /** Of a long, folded value; null if it is shown in full. */
  beginning: string | null
  status: CustomParameter['status']
  note: string | null
}

/** In UTF-16 units. */
const FOLD_THRESHOLD = 160
const BEGINNING = 80

/**
 * Sent only with the value-added service, and by iOS. The nickname is not listed: it could be mistaken for the
 * customer's name.
 */
const CONSOLE_NAMES = [
  'email',
  'desc',
  'userId',
  'agentName',
  'trueName',
  'agentId',
  'tenantId',
  'ssid',
  'techChannelName',
  'serviceNumber',
] as const

/** Custom ones first, then those under the console's names, then the console's own that could not be decrypted. */
export function toCustomParameterModels(
  visit: SafeVisit,
  { labels }: QueryFile['sent'],
  language: Language,
): CustomParameterModel[] {
  const texts = TEXTS[language]
  // A name that the visitor chose must not look like a label of the company’s.
  const labelOf = (name: string) => labels.get(name)?.[language] ?? name
  const toReason = (reason: keyof typeof texts.reasons) => `${texts.undecryptable} (${texts.reasons[reason]})`
  const toModel = ({ name, value, status, reason, fault }: CustomParameter): CustomParameterModel => {
    const notes = [
      reason && toReason(reason),
      fault && texts.problems[fault],
      status === 'cut' ? texts.cut : undefined,
      isBuiltIn(name) && isByApp(fault) ? texts.reservedName : undefined,
    ]
    const note = notes.filter((text) => text !== undefined).join(texts.semicolon)
    return { name, label: labelOf(name), value, beginning: toBeginning(value), status, note: note || null }
  }
  return [
    ...visit.customParameters.map(toModel),
    ...toReserved(visit).map(toModel),
    ...visit.undecryptable.map(({ name, reason }) => ({
      name,
      label: labelOf(name),
      value: null,
      beginning: null,
      status: 'undecryptable' as const,
      note: toReason(reason),
    })),
  ]
}

/** The console sends each name once. */
const isByApp = (fault: CustomParameter['fault']) => fault === undefined || fault === 'different_values'

/** The console always sends its parameters with its agent's and tenant's ids. */
export function isFromConsole({ builtIn }: SafeVisit): boolean {
  return builtIn.agentId !== null && builtIn.tenantId !== null
}

function toReserved(visit: SafeVisit): CustomParameter[] {
  if (isFromConsole(visit)) return []
  const isListed = (name: string) => visit.customParameters.some((parameter) => parameter.name === name)
  return CONSOLE_NAMES.flatMap((name) => {
    const value = visit.builtIn[name]
    if (value === null || isListed(name)) return []
    return [{ name, value, status: 'plain', reason: undefined, fault: undefined }]
  })
}

/** Null if the value is too short to be folded. */
export function toBeginning(value: string | null): string | null {
  if (value === null || value.length <= FOLD_THRESHOLD) return null
  // Splits by code point, so that no surrogate pair is cut.
  const characters = Array.from(value.slice(0, 2 * BEGINNING))
  return `${characters.slice(0, BEGINNING).join('')}…`
}
