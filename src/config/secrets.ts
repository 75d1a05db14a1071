import { readStrictText, toReadFault } from './text-file.ts'

export const DES_KEYS = ['HYPHENATE_DES_KEY', 'HYPHENATE_DES_KEY_PREVIOUS'] as const

/** Also read from a file named by NAME_FILE, as container platforms mount secrets. */
export const SECRETS = [
  'DATABASE_URL',
  'DATABASE_WRITE_URL',
  'ACCESS_TOKENS',
  'SERVER_SECRET',
  'SERVER_SECRET_PREVIOUS',
  'IDENTITY_SECRET',
  'IDENTITY_SECRET_PREVIOUS',
  'OIDC_CLIENT_SECRET',
  ...DES_KEYS,
] as const

export function readSecrets(values: Record<string, string>, faults: string[]): Record<string, string> {
  const files = SECRETS.filter((name) => values[`${name}_FILE`] !== undefined)
  const read = files.map((name): [string, string] | undefined => {
    if (values[name] !== undefined) {
      faults.push(`${name} and ${name}_FILE are both set`)
      return undefined
    }
    try {
      const text = readStrictText(values[`${name}_FILE`] ?? '').trim()
      if (text !== '') return [name, text]
      faults.push(`${name}_FILE names an empty file`)
    } catch (error) {
      faults.push(`${name}_FILE names a file that ${toReadFault(error)}`)
    }
    return undefined
  })
  return { ...values, ...Object.fromEntries(read.filter((entry) => entry !== undefined)) }
}
