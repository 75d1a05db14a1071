import { isBuiltIn } from '../../visit/built-in-parameters.ts'
import type { Language } from '../../visit/language.ts'
import type { CustomParameter } from '../../visit/read-visit.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { TEXTS } from '../texts/texts.ts'

/** A parameter that the app or site sent, as it is shown. */
export interface SentParameter {
  name: string
  value: string | null
  /** What is shown of a value that is too long to be shown unasked; null when it is not. */
  beginning: string | null
  status: CustomParameter['status']
  /** What is wrong with it. */
  note: string | null
}

/** Lengths of custom values, in UTF-16 units and in characters. */
const FOLDED_ABOVE = 160
const BEGINNING = 80

/**
 * What the console sends with the value-added service only, and the iOS app. Not the nickname: beside a customer it would
 * be taken for the name.
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

/** What the app or site sent, with what could not be decrypted of it and of the console's own. */
export function toCustomParameterModels(visit: SafeVisit, language: Language): SentParameter[] {
  const texts = TEXTS[language]
  const toReason = (reason: keyof typeof texts.reasons) => `${texts.undecryptable} (${texts.reasons[reason]})`
  const toModel = ({ name, value, status, reason, fault }: CustomParameter): SentParameter => {
    const notes = [
      reason && toReason(reason),
      fault && texts.problems[fault],
      status === 'cut' ? texts.cut : undefined,
      isBuiltIn(name) && isByApp(fault) ? texts.reservedName : undefined,
    ]
    const note = notes.filter((text) => text !== undefined).join(texts.semicolon)
    return { name, value, beginning: toBeginning(value), status, note: note || null }
  }
  return [
    ...visit.customParameters.map(toModel),
    ...toReserved(visit).map(toModel),
    ...visit.undecryptable.map(({ name, reason }) => ({
      name,
      value: null,
      beginning: null,
      status: 'undecryptable' as const,
      note: toReason(reason),
    })),
  ]
}

/** Whether a built-in name was the app's or site's choice, as far as can be told: the console sends each name once. */
const isByApp = (fault: CustomParameter['fault']) => fault === undefined || fault === 'different_values'

/**
 * Whether the console says more than the ids: it does with the ids of its agent and tenant, or not at all. Without them,
 * what has one of its names was sent by the app or site.
 */
export function isFromConsole({ builtIn }: SafeVisit): boolean {
  return builtIn.agentId !== null && builtIn.tenantId !== null
}

/** What the app or site sent under names of the console's. */
function toReserved(visit: SafeVisit): CustomParameter[] {
  if (isFromConsole(visit)) return []
  const isListed = (name: string) => visit.customParameters.some((parameter) => parameter.name === name)
  return CONSOLE_NAMES.flatMap((name) => {
    const value = visit.builtIn[name]
    if (value === null || isListed(name)) return []
    return [{ name, value, status: 'plain', reason: undefined, fault: undefined }]
  })
}

/** What is shown of a value that is too long to be shown unasked; null where it is not. */
export function toBeginning(value: string | null): string | null {
  if (value === null || value.length <= FOLDED_ABOVE) return null
  // By whole characters, however many units they have.
  const characters = Array.from(value.slice(0, 2 * BEGINNING))
  return `${characters.slice(0, BEGINNING).join('')}…`
}
