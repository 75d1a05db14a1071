/** Here quotes have a meaning. */
const MAY_BE_QUOTED: ReadonlySet<string> = new Set(['FRAME_ANCESTORS'])
const QUOTED = /^(?:(["'`])(?<straight>.*)\1|[“‘](?<curly>.*)[”’])$/s

/**
 * Quotes that a shell would have removed are part of the value when it comes from elsewhere: a key would be another key.
 * The values go on without them, to find what else is wrong.
 *
 * @param names  variables to look at
 * @param faults gets one for each variable in quotes, without its value
 */
export function withoutQuotes(
  values: Readonly<Record<string, string>>,
  names: readonly string[],
  faults: string[],
): Record<string, string> {
  const bare = { ...values }
  for (const name of names) {
    const { straight, curly = straight } = QUOTED.exec(values[name] ?? '')?.groups ?? {}
    if (curly === undefined || MAY_BE_QUOTED.has(name)) continue
    bare[name] = curly
    faults.push(`${name} has quotes around its value, which would be part of it: leave them out`)
  }
  return bare
}
