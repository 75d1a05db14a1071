/** Variables whose value may contain quotes. */
const MAY_BE_QUOTED: ReadonlySet<string> = new Set(['FRAME_ANCESTORS'])
const QUOTED = /^(?:(["'`])(?<straight>.*)\1|[“‘](?<curly>.*)[”’])$/s

/**
 * Reports quotes around values, which a shell would have removed but other sources keep: they would change a key, for
 * example. Returns the values without quotes, so that further faults can be found.
 *
 * @param names the variables to check
 * @param faults receives one fault per quoted variable, without its value
 */
export function withoutQuotes(
  values: Readonly<Record<string, string>>,
  names: readonly string[],
  faults: string[],
): Record<string, string> {
  const unquoted = { ...values }
  for (const name of names) {
    const { straight, curly = straight } = QUOTED.exec(values[name] ?? '')?.groups ?? {}
    if (curly === undefined || MAY_BE_QUOTED.has(name)) continue
    unquoted[name] = curly
    faults.push(`${name} has quotes around its value, which would be part of it: leave them out`)
  }
  return unquoted
}
