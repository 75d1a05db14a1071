/*
 * Limits that depend on each other; limits of parameters are in `visit/parameter-limits.ts`, others next to their
 * use.
 */

const SECOND_MS = 1000
const KIB = 1024

export const SERVER = {
  /** Allows about 30 KiB of query. Within that, names and values that are too long can still be reported on a page. */
  maxHeaderBytes: 40 * KIB,
  /** No browser takes longer to send a few lines of text. */
  headersTimeoutMs: 20 * SECOND_MS,
  requestTimeoutMs: 30 * SECOND_MS,
  handshakeTimeoutMs: 10 * SECOND_MS,
  /** Pending connections; the system may allow fewer. Clients retry rejected ones only after seconds. */
  backlog: 4096,
} as const

/** A browser opens a handful, and does not pipeline requests. */
export const CONNECTIONS = {
  connections: 4000,
  /** A whole call centre may share one address. */
  connectionsPerClient: 1000,
  /** Pipelined requests on one connection without a finished response. */
  answersPerConnection: 32,
  /** Pipelined requests on all connections that wait for an earlier response on their connection. */
  waitingAnswers: 1024,
  /** Unsent bytes of a connection at which its next request is refused. */
  unwrittenBytes: 1024 * KIB,
  /** How long a client may accept no byte of its response. */
  stalledMs: 10 * SECOND_MS,
}

export type ConnectionLimits = typeof CONNECTIONS

export const FORM = {
  /** Many times a sealed page, whose request target `visit/query-string.ts` bounds. */
  bytes: 64 * KIB,
  /** More than any form has, so that an unknown extra field is distinguishable from a repeated one. */
  fields: 8,
} as const

export const ADMISSION = {
  /** Pages in progress per database connection: while one renders, another can use the connection. */
  pagesPerConnection: 2,
  /** Once the first page in the queue has waited this long, new ones are rejected. */
  fullAfterMs: 100,
  /** Maximum wait of a page. Agents notice a second, and the panels need part of it. */
  maxWaitMs: 200,
  maxWaiting: 1000,
} as const

export const RATE = {
  /** Three style sheets, script and icon, which have a separate limit. Browsers keep them. */
  filesPerPage: 5,
  /** Clients tracked (about 10 MB). Beyond that, the least recently seen are forgotten, which resets their limit. */
  clients: 50_000,
} as const

export const RETRY_AFTER_SECONDS = {
  overloaded: 2,
  unavailable: 5,
} as const

/** Longer texts are not searches and need not fit into a URL. */
export const MAX_SEARCH_TERM = 100

/** Maximum backlog of the log: about 400 views. While it is full, no page is shown. */
export const LOG_BACKLOG_BYTES = 256 * KIB
