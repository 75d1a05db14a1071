import { isBuiltIn } from '../../visit/built-in-parameters.ts'
import { isSentParameter, sentNamesOf, toSentName, type ParameterName } from './parameter-names.ts'

const MAX_SENT = 10
/** Quotation marks, commas and spaces of an input method become part of a name, which nobody sends. */
const MISTYPED = /^:sent\.(?!").*[^\p{L}\p{M}\p{N}_]/su

/** @param text the parameter in the statement */
export function checkSentNames(
  name: ParameterName,
  text: string,
  parameters: readonly ParameterName[],
): string[] {
  if (!isSentParameter(name)) return []
  const custom = toSentName(name)
  const faults: string[] = []
  if (MISTYPED.test(text))
    faults.push(
      `${text}: a name consists of letters, digits and _, or is in straight quotes: :sent."any name"`,
    )
  if (isBuiltIn(custom))
    faults.push(`:sent.${custom}: ${custom} is a built-in parameter of the console, not a custom one`)
  if (sentNamesOf({ parameters }).length === MAX_SENT + 1)
    faults.push(`uses more than ${MAX_SENT} custom parameters`)
  return faults
}
