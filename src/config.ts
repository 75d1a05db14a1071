import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export type Environment = Readonly<Record<string, string | undefined>>
export type Config = ReturnType<typeof toConfig>

/** Every fault of the configuration, by variable name; no value is in it. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The configuration is wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

const DES_KEYS = ['HYPHENATE_DES_KEY', 'HYPHENATE_DES_KEY_PREVIOUS'] as const

/** Variables that may be read from the file that NAME_FILE names, as container platforms mount secrets. */
const SECRETS = ['DATABASE_URL', ...DES_KEYS] as const

/** A protection that this version does not have yet must not be believed to be there. */
const NOT_YET = [
  'ACCESS_TOKENS',
  'IDENTITY_SECRET',
  'TLS_CERT_FILE',
  'TLS_KEY_FILE',
  'HTTP_REDIRECT_PORT',
  'OPS_PORT',
]

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DEFAULT_FRAME_ANCESTORS = 'https://kefu.easemob.com https://*.easemob.com'
const FRAME_ANCESTOR =
  /^('self'|'none'|\*|https?:|(https?:\/\/)?(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:(\d+|\*))?)$/i

function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${String(least)} to ${String(most)}`
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message)
}

const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true')

/** The console takes 8 characters or more, and DES the first 8 bytes: with ASCII these are the first 8 characters. */
const desKey = z.string().regex(/^[\x20-\x7e]{8,}$/, 'must be at least 8 characters, all of them ASCII')

const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be a URL that begins with postgres:// or postgresql://')
  .refine(isUrl, 'is not a valid URL (percent-encode special characters of the password)')

const schema = z.object({
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_POOL_MAX: wholeNumber(1, 1000).default(10),
  DATABASE_TIMEOUT_MS: wholeNumber(50, 60_000).default(2000),
  MIGRATE_ON_START: flag.optional(),
  QUERIES_DIR: z.string().optional(),
  EMBEDDED_DATABASE_DIR: z.string().default(resolve(ROOT, '.data/postgres')),
  HYPHENATE_DES_KEY: desKey.optional(),
  HYPHENATE_DES_KEY_PREVIOUS: desKey.optional(),
  HYPHENATE_ENCRYPTION: z.enum(['off', 'custom', 'all'], 'must be off, custom or all').optional(),
  FRAME_ANCESTORS: z
    .string()
    .default(DEFAULT_FRAME_ANCESTORS)
    .transform((text) => text.split(/\s+/).filter((source) => source !== ''))
    .refine(
      (sources) => sources.length > 0 && sources.every((source) => FRAME_ANCESTOR.test(source)),
      "must be origins separated by spaces, such as https://kefu.example.com, or 'self'",
    ),
  SIMULATOR: z.enum(['on', 'off'], 'must be on or off').optional(),
  DEFAULT_LANGUAGE: z.enum(['en', 'zh'], 'must be en or zh').default('en'),
  TIME_ZONE: z
    .string()
    .default(Intl.DateTimeFormat().resolvedOptions().timeZone)
    .refine(isTimeZone, 'must be an IANA time zone, such as Asia/Shanghai'),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be a pino level, such as info',
    )
    .default('info'),
  npm_lifecycle_event: z.string().optional(),
  SHUTDOWN_TIMEOUT_MS: wholeNumber(100, 600_000).default(10_000),
})

/**
 * Reads the configuration from the environment. An empty variable counts as unset.
 *
 * @throws {ConfigError} with every fault at once
 */
export function loadConfig(env: Environment): Config {
  const faults: string[] = []
  const values = readSecrets(dropEmpty(env), faults)
  for (const name of NOT_YET)
    if (values[name] !== undefined) faults.push(`${name} is not supported by this version yet`)
  const parsed = schema.safeParse(values)
  for (const { path, message } of parsed.error?.issues ?? []) faults.push(`${path.join('.')} ${message}`)
  const { HYPHENATE_DES_KEY: key, HYPHENATE_DES_KEY_PREVIOUS: previous, HYPHENATE_ENCRYPTION: mode } = values
  if ((mode === 'custom' || mode === 'all') && key === undefined) {
    faults.push(`HYPHENATE_ENCRYPTION is ${mode}, which needs HYPHENATE_DES_KEY`)
  }
  if (previous !== undefined && key === undefined) {
    faults.push('HYPHENATE_DES_KEY_PREVIOUS is set, which needs HYPHENATE_DES_KEY')
  }
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults)
  return toConfig(parsed.data)
}

function dropEmpty(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
}

function readSecrets(values: Record<string, string>, faults: string[]): Record<string, string> {
  const files = SECRETS.filter((name) => values[`${name}_FILE`] !== undefined)
  const read = files.map((name): [string, string] | undefined => {
    if (values[name] !== undefined) {
      faults.push(`${name} and ${name}_FILE are both set`)
      return undefined
    }
    try {
      const text = readFileSync(values[`${name}_FILE`] ?? '', 'utf8').trim()
      if (text !== '') return [name, text]
      faults.push(`${name}_FILE names an empty file`)
    } catch {
      faults.push(`${name}_FILE names a file that cannot be read`)
    }
    return undefined
  })
  return { ...values, ...Object.fromEntries(read.filter((entry) => entry !== undefined)) }
}

function isUrl(text: string): boolean {
  try {
    const { username, password, pathname } = new URL(text)
    return [username, password, pathname].map(decodeURIComponent).length > 0
  } catch {
    return false
  }
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

function toConfig(env: z.output<typeof schema>) {
  const keys = [env.HYPHENATE_DES_KEY, env.HYPHENATE_DES_KEY_PREVIOUS].filter((key) => key !== undefined)
  return {
    listener: { host: env.HOST, port: env.PORT },
    database: {
      url: env.DATABASE_URL,
      max: env.DATABASE_POOL_MAX,
      timeoutMs: env.DATABASE_TIMEOUT_MS,
      migrateOnStart: env.MIGRATE_ON_START ?? env.DATABASE_URL === undefined,
      embeddedDirectory: env.EMBEDDED_DATABASE_DIR,
    },
    queries: {
      directory: env.QUERIES_DIR ?? resolve(ROOT, 'queries'),
      /** These need the bundled schema. */
      bundled: env.QUERIES_DIR === undefined,
    },
    /** The key in force first, then the one before it. */
    encryption: {
      mode: env.HYPHENATE_ENCRYPTION ?? (keys.length > 0 ? 'custom' : 'off'),
      keys,
      /** Variables whose key is longer than what DES takes. */
      longKeys: DES_KEYS.filter((name) => (env[name]?.length ?? 0) > 8),
    } as const,
    frameAncestors: env.FRAME_ANCESTORS,
    /** Plays the console, and encrypts and decrypts with its key for whoever reaches it. */
    simulator: (env.SIMULATOR ?? (env.DATABASE_URL === undefined ? 'on' : 'off')) === 'on',
    defaultLanguage: env.DEFAULT_LANGUAGE,
    timeZone: env.TIME_ZONE,
    logLevel: env.LOG_LEVEL,
    /** npm, and a shell, stand between the terminal and this process. */
    startedByNpm: env.npm_lifecycle_event !== undefined,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
  }
}
