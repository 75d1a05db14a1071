/*
 * What a client may take, and what the process spends at most: in one place, because they bound one another. Limits of a
 * single algorithm stand beside it. The time of a panel is its file's (`-- timeout:`), or else DATABASE_TIMEOUT_MS.
 */

const SECOND_MS = 1000
const KIB = 1024

/** The listener's. */
export const SERVER = {
  /** Room for about 30 KiB of query, in which the limits on names and values can still be told on a page. */
  maxHeaderBytes: 40 * KIB,
  /** A request here is a few lines of text. Who takes longer to say them is no agent's browser. */
  headersTimeoutMs: 20 * SECOND_MS,
  requestTimeoutMs: 30 * SECOND_MS,
  handshakeTimeoutMs: 10 * SECOND_MS,
  /** New connections that may wait to be taken; the system may allow fewer. One too many is asked again after seconds. */
  backlog: 4096,
} as const

/**
 * What one process holds for its clients. A browser opens a handful of connections, and asks for nothing on a connection
 * before it has the answer to what it asked last.
 */
export const CONNECTIONS = {
  connections: 4000,
  /** A whole call centre may share one address. */
  connectionsPerClient: 1000,
  /** Requests on one connection whose answers are not out yet. */
  answersPerConnection: 32,
  /** Requests on all connections that wait behind another one on theirs. */
  waitingAnswers: 1024,
  /** Of one connection, when the next request arrives on it. */
  unwrittenBytes: 1024 * KIB,
  /** For so long the client has taken no byte of its answer. */
  stalledMs: 10 * SECOND_MS,
}

export type ConnectionLimits = typeof CONNECTIONS

/** The body of a form that is posted. */
export const FORM = {
  /** A sealed page is a third longer than its request target, which the limit of headers bounds. */
  bytes: 64 * KIB,
  /** More than any form has, so that a field too many is told from one that is repeated. */
  fields: 8,
} as const

/** Pages before they reach the database. */
export const ADMISSION = {
  /** Made at the same time, for each connection to the database: while one is rendered another can use it. */
  pagesPerConnection: 2,
  /** How long the first in the queue may have waited before nobody else may join it. */
  fullAfterMs: 100,
  /** How long a page may wait before it is given up: an agent notices a second, and the panels need some of it. */
  maxWaitMs: 200,
  maxWaiting: 1000,
} as const

/** Beside RATE_LIMIT_PER_MINUTE. */
export const RATE = {
  /** Of a page: stylesheet, script and icon. They have an allowance of their own. */
  filesPerPage: 3,
  /** Clients that are remembered; some 10 MB. Beyond, those not seen for longest are forgotten, in their favour. */
  clients: 50_000,
} as const

/** When to come back, in seconds, as `Retry-After` says it. */
export const RETRY_AFTER_SECONDS = {
  /** An overload may be over at once. */
  overloaded: 2,
  /** The database or the log is down. */
  unavailable: 5,
} as const

/** Of a request's query. What is too long is told on the page; more parameters than `query` are refused. */
export const PARAMETERS = {
  /** All together: a visitor's message of 5 KB cannot hold as many. */
  query: 1000,
  /** Custom parameters that are read. */
  parameters: 100,
  /** Characters, as the rest. */
  name: 100,
  /** As sent, when encryption and hex have doubled it. */
  value: 8000,
  id: 256,
  text: 2000,
} as const

/** Characters of what an agent searches for; longer texts are no search, and need no address. */
export const MAX_SEARCH_TERM = 100

/** Of the log that waits for its reader: some 400 views. While it is full, no page is shown. */
export const LOG_BACKLOG_BYTES = 256 * KIB
