import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { toAuditConfig } from './audit.ts'
import { withoutStrayCharacters } from './stray-characters.ts'
import { findUnmet } from './requirements.ts'
import { schema } from './schema.ts'
import { findIdentityFaults, toIdentityConfig } from './identity.ts'
import { toSearchConfig } from './search.ts'
import { findSignInFaults, toSignInConfig } from './sign-in.ts'
import { findMisspelt } from './misspelt.ts'
import { DES_KEYS, readSecrets } from './secrets.ts'
import { toReadFault } from './text-file.ts'
import { isPair, readCertificate } from './certificate.ts'

export type Environment = Readonly<Record<string, string | undefined>>
export type Config = ReturnType<typeof loadConfig>

/** Lists faults by variable name, without values. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The configuration is wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * An empty variable counts as unset.
 *
 * @throws {ConfigError} with all faults at once
 */
export function loadConfig(env: Environment) {
  const faults: string[] = []
  const given = readSecrets(dropEmpty(env), faults)
  const values = withoutStrayCharacters(given, Object.keys(schema.shape), faults)
  const parsed = schema.safeParse(values)
  for (const { path, message } of parsed.error?.issues ?? []) faults.push(`${path.join('.')} ${message}`)
  faults.push(...findUnmet(values), ...findIdentityFaults(values), ...findSignInFaults(values))
  faults.push(...findTlsFaults(values), ...findSamePorts(values))
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults)
  return { ...toConfig(parsed.data), misspelt: findMisspelt(env) }
}

/** Also removes Windows line endings, which `docker --env-file` keeps. */
function dropEmpty(env: Environment): Record<string, string> {
  const entries = Object.entries(env).map(([name, value = '']) => [name, value.replace(/\r$/, '')] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

function findTlsFaults({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }: Record<string, string>): string[] {
  if (certFile === undefined || keyFile === undefined) return []
  try {
    return isPair(readCertificate({ certFile, keyFile }))
      ? []
      : ['TLS_CERT_FILE and TLS_KEY_FILE are not a certificate and its unencrypted key, both in PEM']
  } catch (error) {
    return [`TLS_CERT_FILE or TLS_KEY_FILE names a file that ${toReadFault(error)}`]
  }
}

/** Port 0 means any free port. */
function findSamePorts(values: Record<string, string>): string[] {
  const ports: Record<string, string> = { PORT: String(schema.shape.PORT.parse(undefined)), ...values }
  const used = new Map<number, string>()
  return ['PORT', 'HTTP_REDIRECT_PORT', 'OPS_PORT'].flatMap((name) => {
    const port = Number(ports[name] ?? 0)
    if (!(port > 0)) return []
    const other = used.get(port)
    used.set(port, name)
    return other === undefined ? [] : [`${name} is the same as ${other}`]
  })
}

function toConfig(env: z.output<typeof schema>) {
  const keys = [env.HYPHENATE_DES_KEY, env.HYPHENATE_DES_KEY_PREVIOUS].filter((key) => key !== undefined)
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = env
  return {
    listener: { host: env.HOST, port: env.PORT },
    /** PEM files; undefined means plain HTTP. */
    tls: certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : undefined,
    redirectPort: env.HTTP_REDIRECT_PORT,
    opsPort: env.OPS_PORT,
    keepAliveTimeoutMs: env.KEEP_ALIVE_TIMEOUT_MS,
    trustProxy: env.TRUST_PROXY,
    accessTokens: env.ACCESS_TOKENS,
    /** The current one first. If undefined, derived from the database URL. */
    serverSecrets:
      env.SERVER_SECRET === undefined
        ? undefined
        : ([
            env.SERVER_SECRET,
            ...[env.SERVER_SECRET_PREVIOUS].filter((secret) => secret !== undefined),
          ] as const),
    /** Normalized as in URLs; `*` means any. If undefined, derived from other settings. */
    allowedHosts: env.ALLOWED_HOSTS,
    /** `/crm`, or empty. */
    basePath: env.BASE_PATH,
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
    identity: toIdentityConfig(env),
    search: toSearchConfig(env),
    signIn: toSignInConfig(env),
    audit: toAuditConfig(env),
    database: {
      url: env.DATABASE_URL,
      /** If undefined, nothing is written, except in the embedded database. */
      writeUrl: env.DATABASE_WRITE_URL,
      max: env.DATABASE_POOL_MAX,
      timeoutMs: env.DATABASE_TIMEOUT_MS,
      linkLock: env.LINK_LOCK,
      migrateOnStart: env.MIGRATE_ON_START ?? env.DATABASE_URL === undefined,
      embeddedDirectory: env.EMBEDDED_DATABASE_DIR ?? resolve(ROOT, '.data/postgres'),
    },
    queries: {
      directory: env.QUERIES_DIR ?? resolve(ROOT, 'queries'),
      bundled: env.QUERIES_DIR === undefined,
    },
    encryption: {
      mode: env.HYPHENATE_ENCRYPTION ?? (keys.length > 0 ? 'custom' : 'off'),
      keys,
      longKeys: DES_KEYS.filter((name) => (env[name]?.length ?? 0) > 8),
    } as const,
    linkProved: env.LINK_PROVED === 'on',
    frameAncestors: env.FRAME_ANCESTORS,
    /** `*.example.com` matches every subdomain. */
    imageHosts: env.IMAGE_HOSTS,
    /** The simulator encrypts and decrypts with the console's key for anybody who can reach it. */
    simulator: (env.SIMULATOR ?? (env.DATABASE_URL === undefined ? 'on' : 'off')) === 'on',
    defaultLanguage: env.DEFAULT_LANGUAGE,
    colorScheme: env.COLOR_SCHEME,
    timeZone: env.TIME_ZONE,
    logLevel: env.LOG_LEVEL,
    logIdPattern: env.LOG_ID_PATTERN,
    /** npm and a shell are between the terminal and this process. */
    startedByNpm: env.npm_lifecycle_event !== undefined,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
  }
}
