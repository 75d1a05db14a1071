import { isBuiltIn } from '../../visit/built-in-parameters.ts'
import { isSent, sentNamesOf, toSentName, type ParameterName } from './parameter-names.ts'

/** Custom parameters that one statement may ask for. */
const MAX_SENT = 10

/** What is wrong with a parameter that a statement asks for, the last one of these. */
export function checkSentNames(name: ParameterName, parameters: readonly ParameterName[]): string[] {
  if (!isSent(name)) return []
  const custom = toSentName(name)
  const isOneTooMany = sentNamesOf({ parameters }).length === MAX_SENT + 1
  return [
    ...(isBuiltIn(custom)
      ? [`:sent.${custom}: ${custom} is a parameter of the console’s own, and no custom one`]
      : []),
    ...(isOneTooMany ? [`asks for more than ${MAX_SENT} custom parameters`] : []),
  ]
}
