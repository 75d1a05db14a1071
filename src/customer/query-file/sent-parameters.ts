import { isBuiltIn } from '../../visit/built-in-parameters.ts'
import { isSentParameter, sentNamesOf, toSentName, type ParameterName } from './parameter-names.ts'

const MAX_SENT = 10

export function checkSentNames(name: ParameterName, parameters: readonly ParameterName[]): string[] {
  if (!isSentParameter(name)) return []
  const custom = toSentName(name)
  const faults: string[] = []
  if (isBuiltIn(custom))
    faults.push(`:sent.${custom}: ${custom} is a built-in parameter of the console, not a custom one`)
  if (sentNamesOf({ parameters }).length === MAX_SENT + 1)
    faults.push(`uses more than ${MAX_SENT} custom parameters`)
  return faults
}
