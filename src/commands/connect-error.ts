import { EmbeddedDatabaseError } from '../database/embedded/error.ts'
import { QueryError } from '../database/query-error.ts'
import { StartError } from './start-error.ts'

/** The database may be available later. */
export class DatabaseDownError extends StartError {
  override name = 'DatabaseDownError'
}

/** @throws {StartError} with the name of the variable, if the database caused the error */
export async function withStartError<T>(check: () => Promise<T>, variable: string): Promise<T> {
  try {
    return await check()
  } catch (error) {
    throw toStartError(error, variable)
  }
}

/**
 * Classes of codes with which Postgres refuses a connection for good: account, database, the privilege to connect, or
 * `options` in the URL.
 */
const REFUSED_CODES = /^(22|28|3D|42)/

/** Codes of an untrusted or expired certificate, one for another host, or a key that the server rejects. */
const TLS_CODES =
  /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH)/

/** Retrying does not help. If the server has no TLS, the driver's error has no code. */
function isTlsFault(cause: unknown, code: string): boolean {
  return TLS_CODES.test(code) || (cause instanceof Error && /does not support SSL/.test(cause.message))
}

/** Of the server, the database or the role. */
const TOO_MANY_CONNECTIONS = '53300'
const NEEDED = 'A process opens up to DATABASE_POOL_MAX for DATABASE_URL, and 3 for DATABASE_WRITE_URL.'

/** Explains a failed connection. Any other error, such as that of a migration, is thrown unchanged. */
export function rethrowConnectError(error: unknown): never {
  throw error instanceof QueryError ? toStartError(error) : error
}

export function toStartError(error: unknown, variable = 'DATABASE_URL'): unknown {
  if (error instanceof StartError || error instanceof EmbeddedDatabaseError) return error
  if (error instanceof QueryError && error.failure === 'failed') return error
  const cause = error instanceof QueryError ? error.cause : error
  if (cause instanceof TypeError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no code'
  const words = `${cause instanceof Error ? cause.message : ''} (${code})`
  if (REFUSED_CODES.test(code)) return new StartError(`Postgres refuses ${variable}: ${words}`)
  if (isTlsFault(cause, code)) return new StartError(`TLS to the server of ${variable} failed: ${words}`)
  // Other clients may give theirs back.
  if (code === TOO_MANY_CONNECTIONS)
    return new DatabaseDownError(`Postgres refuses ${variable} another connection: ${words}. ${NEEDED}`, {
      cause: error,
    })
  return new DatabaseDownError(`The database of ${variable} does not answer: ${words}`, { cause: error })
}
