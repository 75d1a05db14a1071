import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { databaseUrl } from './database-url.ts'
import { frameAncestors } from './frame-ancestors.ts'
import { toHostName } from './host-name.ts'
import { ENCRYPTION_MODES } from '../visit/encryption-mode.ts'
import { LANGUAGES } from '../languages.ts'
import { auditVariables } from './audit.ts'
import { identityVariables } from './identity.ts'
import { imageVariables } from './images.ts'
import { searchVariables } from './search.ts'
import { signInVariables } from './sign-in.ts'
import { RESERVED_PATHS } from '../reserved-paths.ts'
import { list, oneOf, wholeNumber } from './variable-kinds.ts'

const HOST_NAME = /^(\*|\[[0-9a-f:.]+\]|[\p{L}\p{N}\p{M}._-]+)$/iu
const LISTENER_NAME = /^[\w.-]+$/
const BASE_PATH = /^(\/[\w~-][\w.~-]*)+$/

/** Unreserved URL characters, which no client encodes differently. */
const ACCESS_TOKEN = /^[\w.~-]{16,}$/

const flag = oneOf(['true', 'false']).transform((value) => value === 'true')

/** The console accepts 8 characters or more, and DES uses the first 8 bytes: for ASCII, the first 8 characters. */
const desKey = z
  .string()
  .regex(/^[\x20-\x7e]{8,}$/, 'must be at least 8 characters, all of them printable ASCII')

/** Long, because log digests and sealed forms permit offline guessing. */
const serverSecret = z.string().min(32, 'must have at least 32 characters: openssl rand -hex 32 makes one')

/** Each variable on its own; load.ts checks combinations. */
export const schema = z.object({
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z
    .string()
    .refine(
      (host) => isIP(host) !== 0 || LISTENER_NAME.test(host),
      'must be an address or a host name, without scheme, port, path and brackets; 0.0.0.0 is every address',
    )
    .default('127.0.0.1'),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_WRITE_URL: databaseUrl.optional(),
  LINK_PROVED: oneOf(['on', 'off']).default('on'),
  LINK_LOCK: oneOf(['advisory', 'serializable']).default('advisory'),
  DATABASE_POOL_MAX: wholeNumber(1, 1000).default(10),
  DATABASE_TIMEOUT_MS: wholeNumber(50, 60_000).default(2000),
  MIGRATE_ON_START: flag.optional(),
  QUERIES_DIR: z.string().optional(),
  EMBEDDED_DATABASE_DIR: z.string().optional(),
  HYPHENATE_DES_KEY: desKey.optional(),
  HYPHENATE_DES_KEY_PREVIOUS: desKey.optional(),
  HYPHENATE_ENCRYPTION: oneOf(ENCRYPTION_MODES).optional(),
  FRAME_ANCESTORS: frameAncestors,
  SIMULATOR: oneOf(['on', 'off']).optional(),
  DEFAULT_LANGUAGE: oneOf(LANGUAGES).default('en'),
  COLOR_SCHEME: oneOf(['auto', 'light', 'dark']).default('auto'),
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
  LOG_ID_PATTERN: z
    .string()
    .refine(isPattern, 'must be a regular expression, without slashes around it')
    // Anchored, so that a pattern cannot match only the beginning of an id.
    .transform((pattern) => new RegExp(`^(?:${pattern})$`))
    .optional(),
  SERVER_SECRET: serverSecret.optional(),
  SERVER_SECRET_PREVIOUS: serverSecret.optional(),
  ACCESS_TOKENS: list
    .refine(
      (tokens) => tokens.length > 0 && tokens.every((token) => ACCESS_TOKEN.test(token)),
      'must be tokens of at least 16 letters, digits and . _ ~ -, separated by commas',
    )
    .refine((tokens) => new Set(tokens).size === tokens.length, 'contains a token twice')
    .default([]),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  HTTP_REDIRECT_PORT: wholeNumber(0, 65_535).optional(),
  TRUST_PROXY: list
    .transform((proxies) => (/^\d+$/.test(proxies.join(' ')) ? Number(proxies[0]) : proxies))
    .refine(
      (proxies) =>
        typeof proxies === 'number'
          ? proxies >= 1 && proxies <= 10
          : proxies.length > 0 && proxies.every(isSubnet),
      'must be the number of proxies in front (1 to 10), or their addresses and subnets, separated by commas',
    )
    .optional(),
  ALLOWED_HOSTS: list
    .refine(
      (hosts) =>
        hosts.length > 0 &&
        hosts.every((host) => (isIP(host) === 6 || HOST_NAME.test(host)) && toHostName(host) !== null),
      'must be host names separated by commas, without scheme, port and path, such as crm.example.com; or * for any',
    )
    .transform((hosts) => hosts.map((host) => toHostName(host) ?? host))
    .optional(),
  BASE_PATH: z
    .string()
    .transform((path) => path.replace(/\/$/, ''))
    .refine(
      (path) => path === '' || BASE_PATH.test(path),
      'must begin with / and have only letters, digits and . _ ~ - between slashes',
    )
    .refine(
      (path) => !RESERVED_PATHS.has(path.split('/', 2)[1] ?? ''),
      'begins with one of the page’s own paths',
    )
    .default(''),
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 1_000_000).default(6000),
  ...identityVariables,
  ...searchVariables,
  ...signInVariables,
  ...imageVariables,
  ...auditVariables,
  OPS_PORT: wholeNumber(0, 65_535).optional(),
  // Longer than the idle timeout of most load balancers (60 s), so that they close the connection first and never send
  // a request into one that the server is closing.
  KEEP_ALIVE_TIMEOUT_MS: wholeNumber(1000, 86_400_000).default(65_000),
  npm_lifecycle_event: z.string().optional(),
  SHUTDOWN_TIMEOUT_MS: wholeNumber(100, 600_000).default(10_000),
})

function isPattern(text: string): boolean {
  try {
    new RegExp(text).test('')
    return !/^\/.*\/[a-z]*$/s.test(text)
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

/** A subnet of all IPv4 addresses is rejected, because any client could then forge its address. */
function isSubnet(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  if (bits === undefined) return true
  if (!/^[1-9]\d{0,2}$/.test(bits)) return false
  return version === 4 ? Number(bits) <= 32 : Number(bits) <= 128 && !holdsIPv4(address, Number(bits))
}

/** Sockets for both versions see IPv4 addresses as `::ffff:a.b.c.d`, and `::ffff:10.0.0.0/8` is all of them. */
function holdsIPv4(address: string, bits: number): boolean {
  const subnet = new BlockList()
  subnet.addSubnet(address.replace(/%.*/, ''), bits, 'ipv6')
  return subnet.check('::ffff:0.0.0.0', 'ipv6') && subnet.check('::ffff:255.255.255.255', 'ipv6')
}
