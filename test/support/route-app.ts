import type { FieldDef } from 'pg'
import request from 'supertest'
import { createApp } from '../../src/app.ts'
import { createAudit } from '../../src/audit/audit.ts'
import { createLogSink } from '../../src/audit/log-sink.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { BackgroundLinker } from '../../src/customer/background-linker.ts'
import type { LinkRequest, LinkResult } from '../../src/customer/link.ts'
import { NOBODY, type Profile, type ProfileReader } from '../../src/customer/profile.ts'
import { loadQueries } from './queries.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import type { Restriction } from '../../src/customer/query-file/roles.ts'
import { toColumns } from '../../src/customer/row-set.ts'
import type { Searcher } from '../../src/customer/search.ts'
import { createPool } from '../../src/database/pool.ts'
import { createSearchLimit } from '../../src/http/routes/search-limit.ts'
import { createLog } from '../../src/logging/log.ts'
import { createServices } from '../../src/services.ts'

/* The whole app for unit tests of its routes. Customers come from functions instead of a database. */

type Line = Record<string, unknown>

const { file } = parseQueryFile(
  'customer.sql',
  '-- column phone: Phone | 电话 | mask\n-- column name: Name | 姓名\nselect 1 as id',
  'customer',
)
const fields = ['id', 'name', 'phone'].map((name) => ({ name, dataTypeID: 25, tableID: 1 }) as FieldDef)
export const PHONE = '13800138000'
export const rowsOf = (...ids: string[]) => ({
  file,
  columns: toColumns(file, fields),
  rows: ids.map((id) => [id, `Name ${id}`, PHONE]),
  isCutOff: false,
})
export const unknown: Profile = {
  ...NOBODY,
  outcome: 'unknown',
  customers: rowsOf(),
  idAt: 0,
  lookupMs: 12.4,
  panelsMs: 3.6,
}
export const found = (customerId: string, more: Partial<Profile> = {}): Profile => ({
  ...unknown,
  outcome: 'found',
  basis: 'linked',
  customers: rowsOf(customerId),
  customerId,
  isLinked: true,
  ...more,
})
export const several = (...ids: string[]): Profile => ({
  ...unknown,
  outcome: 'several',
  customers: rowsOf(...ids),
})

interface Given {
  env?: Record<string, string>
  /** Who is found: by the visitor id, or by the id of an opened customer. */
  read?: (openedId: string | null) => Profile
  link?: () => Promise<LinkResult>
  unlink?: () => Promise<boolean>
  restriction?: Restriction
  backgroundLinker?: BackgroundLinker
  /** Without search.sql and link.sql. */
  isBare?: boolean
}

const URL_OF_NOTHING = 'postgres://nobody@127.0.0.1:1/none'

function readConfig(env: Record<string, string>) {
  const SERVER_SECRET = 'a secret of the tests, long enough for a server'
  return loadConfig({ DATABASE_URL: URL_OF_NOTHING, SERVER_SECRET, TIME_ZONE: 'UTC', ...env })
}

function createAll(config: ReturnType<typeof readConfig>) {
  const pool = createPool({ ...config.database, url: URL_OF_NOTHING, onLost: () => undefined })
  return createServices(config, { pool, writePool: null }, loadQueries(config.queries.directory), {
    logOutput: { backlogBytes: () => 0, droppedLines: () => 0 },
    auditSink: createLogSink({ isFull: () => false, writeAudit: () => undefined }),
  })
}

/** Templates and files, which take long to read, are the same for all. */
const shared = createAll(readConfig({}))

const linked = () => Promise.resolve<LinkResult>({ status: 'linked', isUndoable: true })

export function startRoutes({
  env = {},
  read = () => found('7'),
  link = linked,
  unlink,
  restriction = null,
  backgroundLinker,
  isBare = false,
}: Given = {}) {
  const config = readConfig(env)
  const lines: Line[] = []
  const audits: Line[] = []
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line) as Line) })
  const writeAudit = (line: string) => void audits.push(JSON.parse(line) as Line)
  const audit = createAudit(createLogSink({ isFull: () => false, writeAudit }), null)
  const services = config.signIn || config.identity.keys.length > 0 ? createAll(config) : shared
  const readProfile: ProfileReader = (_parameters, known) => Promise.resolve(read(known?.openedId ?? null))
  const search: Searcher = (terms) => {
    const customers = terms?.name === 'emma' ? rowsOf('7', '8') : rowsOf()
    return Promise.resolve({ status: 'ok', customers, idAt: 0, hasMore: false, error: null })
  }
  const requests: LinkRequest[] = []
  const linker = {
    canUnlink: true,
    restrictions: { link: null, unlink: null },
    link: (asked: LinkRequest) => {
      requests.push(asked)
      return link()
    },
    unlink: (asked: LinkRequest) => {
      requests.push(asked)
      return unlink ? unlink() : Promise.resolve(true)
    },
  }
  const app = createApp({
    config,
    log,
    readyz: (_request, response) => void response.json({}),
    services: {
      ...services,
      readProfile,
      windows: [{ name: 'orders', readProfile: () => Promise.resolve(found('9')) }],
      audit,
      revealReasons: config.audit.revealReasons,
      search: {
        ...services.search,
        search: isBare ? null : search,
        restriction,
        limit: createSearchLimit({ perMinute: 300 }),
      },
      linking: { linker: isBare ? null : linker, backgroundLinker: backgroundLinker ?? null },
    },
  })
  const events = (event: string) => lines.filter((line) => line['event'] === event)
  return {
    services,
    audits,
    requests,
    events,
    get: (path: string, headers: Record<string, string> = {}) => request(app).get(path).set(headers),
    json: (path: string) => request(app).get(path).set('Accept', 'application/json'),
    form: (path: string, sent: Record<string, string>, headers: Record<string, string> = {}) =>
      request(app)
        .post(path)
        .type('form')
        .set({ Accept: 'application/json', ...headers })
        .send(sent),
  }
}

export type Started = ReturnType<typeof startRoutes>
export interface Page {
  outcome: string
  requestId: string
  notice?: string
  link?: { state: string; form: { action: string; page: string } | null }
  search: { action: string; page: string; open: string[] }
}

export const OWN = '/?visitorImId=v-1&tenantId=acme&agentId=agent-of-acme&agentName=Tom'
export const pageOf = async (app: Started, path = OWN) => (await app.json(path).expect(200)).body as Page
export const codeOf = (body: unknown) => (body as { error: { code: string } }).error.code
