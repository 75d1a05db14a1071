import request from 'supertest'
import { createLogSink } from '../../src/audit/log-sink.ts'
import { createReadyz } from '../../src/http/routes/health-route.ts'
import { createApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import { loadQueries } from './queries.ts'
import { createWritePool } from '../../src/database/write-pool.ts'
import { createPool } from '../../src/database/pool.ts'
import { createLog } from '../../src/logging/log.ts'
import { listen } from '../../src/http/server/server.ts'
import { createServices } from '../../src/services.ts'
import { PATIENT, withPatientSearch } from './patient.ts'
import { keepLog, keepSecrets } from './run-log.ts'

export type TestApp = Awaited<ReturnType<typeof startApp>>

/** Starts the real app on a real port (that of `PORT`, or any), wired as in the process, and keeps its log. */
export async function startApp(databaseUrl: string, env: Record<string, string> = {}) {
  const lines: string[] = []
  let draining = false
  let isAuditFull = false
  const config = loadConfig({ DATABASE_URL: databaseUrl, TIME_ZONE: 'UTC', ...PATIENT, ...env })
  const audits: Record<string, unknown>[] = []
  const keepAudit = (line: string) => {
    audits.push(JSON.parse(line) as Record<string, unknown>)
    keepLog(line)
  }
  const log = createLog(config.logLevel, {
    write(line) {
      lines.push(line)
      keepLog(line)
    },
  })
  keepSecrets({ ...env, DATABASE_URL: databaseUrl })
  const pool = createPool({ ...config.database, url: databaseUrl, onLost: () => undefined })
  const { writeUrl } = config.database
  const writePool =
    writeUrl === undefined
      ? null
      : createWritePool({ ...config.database, url: writeUrl, onLost: () => undefined })
  const auditSink = createLogSink({ isFull: () => isAuditFull, writeAudit: keepAudit })
  const logOutput = { backlogBytes: () => 0, droppedLines: () => 0 }
  const queries = withPatientSearch(loadQueries(config.queries.directory))
  const services = createServices(config, { pool, writePool }, queries, { logOutput, auditSink })
  const readyz = createReadyz({
    unreadyReasons: () => (draining ? ['draining'] : []),
    pingDatabase: services.pingDatabase,
    isAuditReady: services.audit.isReady,
    timeoutMs: config.database.timeoutMs,
  })
  const app = createApp({ config, services, log, readyz })
  const port = env['PORT'] === undefined ? 0 : config.listener.port
  const server = await listen(app, { host: '127.0.0.1', port }, log)
  return {
    /** All lines of the log and the audit log. */
    lines,
    audits,
    pool,
    services,
    url: server.url,
    get: (path: string, headers: Record<string, string> = {}) => request(server.url).get(path).set(headers),
    json: (path: string) => request(server.url).get(path).set('Accept', 'application/json'),
    /** Sends a form as a browser does. */
    form: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      request(server.url).post(path).type('form').set(headers).send(fields),
    send: (method: 'post' | 'put' | 'delete' | 'patch' | 'options' | 'head', path: string) =>
      request(server.url)[method](path),
    drain: () => (draining = true),
    /** Whether the audit log rejects further lines. */
    fillAudit: (isFull: boolean) => (isAuditFull = isFull),
    async close() {
      await server.close()
      await services.linking.backgroundLinker?.settle()
      await pool.end()
      await writePool?.end()
    },
  }
}
