/** What a query may ask of the visit. In panels also `customerId`, the column `id` of the customer's row. */
export const PARAMETER_NAMES = [
  'visitorImId',
  'channel',
  'easemobId',
  'to',
  'tenantId',
  'agentId',
  'userId',
  'lang',
  'verifiedUserId',
  'customerId',
] as const

export type ParameterName = (typeof PARAMETER_NAMES)[number]

export interface BoundSql {
  /** The statement with `$1`, `$2`… */
  text: string
  /** The parameters' names, by position. */
  names: string[]
}

/**
 * Everything in which a colon is not ours: strings (plain, and with backslashes), quoted names, dollar quotes, both
 * kinds of comment, casts and assignments. What is left of a colon and a name is a parameter.
 */
const TOKEN = new RegExp(
  [
    String.raw`\b[eE]'(?:[^'\\]|\\.|'')*'`,
    String.raw`'(?:[^']|'')*'`,
    String.raw`"(?:[^"]|"")*"`,
    String.raw`(?<![\w$])\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$`,
    String.raw`--[^\n]*`,
    String.raw`\/\*[\s\S]*?\*\/`,
    String.raw`::`,
    String.raw`:=`,
    String.raw`:(?<name>[A-Za-z_]\w*)`,
  ].join('|'),
  'g',
)

/** Turns `:name` into `$n`, the same name into the same number. Which names exist is for the caller to check. */
export function bindNames(sql: string): BoundSql {
  const names: string[] = []
  const text = sql.replace(TOKEN, (token: string, ...rest: unknown[]) => {
    const { name } = rest.at(-1) as { name?: string }
    if (name === undefined) return token
    if (!names.includes(name)) names.push(name)
    return `$${String(names.indexOf(name) + 1)}`
  })
  return { text, names }
}
