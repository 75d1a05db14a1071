import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createAudit, type AuditSink } from './audit/audit.ts'
import { CHAIN_PURPOSE, createChain } from './audit/chain.ts'
import type { Config } from './config/load.ts'
import { createProfileReader } from './customer/profile.ts'
import { allPanels, filesWithPictures, type Queries } from './customer/query-file/queries.ts'
import { findRoles } from './customer/query-file/role-uses.ts'
import { createLinker } from './customer/link.ts'
import { createBackgroundLinker } from './customer/background-linker.ts'
import { createSearcher } from './customer/search.ts'
import { createSearchLimit } from './http/routes/search-limit.ts'
import { createSearchSeals } from './http/customer-page/search-seals.ts'
import { createAdmission, toSlots } from './http/middleware/admission.ts'
import { createIdentityVerifier } from './http/customer-page/verify-identity.ts'
import { coalescePings } from './http/routes/health-route.ts'
import { createPageSeal } from './http/customer-page/page-seal.ts'
import { createLogId } from './logging/log-id.ts'
import { createMetrics, type LogBacklog } from './logging/metrics.ts'
import { createPageModelBuilder } from './page/model/page-model-builder.ts'
import { loadPublicFiles } from './page/html/public-files.ts'
import { createRenderer } from './page/html/renderer.ts'
import type { Database } from './database/database.ts'
import { measureHoldTime } from './database/hold-time.ts'
import { createRevealProofs } from './page/redaction/reveal-proof.ts'
import { createSignIn } from './sign-in/sign-in.ts'
import { createKeyDerivation } from './secrets/server-secret.ts'
import { queryReadOnly } from './database/read-only.ts'
import { toPrepared } from './database/bound-statement.ts'
import { toExampleQuery } from './database/sample/sample-urls.ts'
import { REPAIR_NAMES } from './visit/client-repairs.ts'
import { forEachLanguage } from './languages.ts'
import { createVisitReader } from './visit/read-visit.ts'
import { createValueDecryptor } from './visit/value-decryptor.ts'

export type Services = ReturnType<typeof createServices>

const fromRoot = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url))

export function createServices(
  config: Config,
  { pool, writePool }: Pick<Database, 'pool' | 'writePool'>,
  queries: Queries,
  { logOutput, auditSink }: { logOutput: LogBacklog; auditSink: AuditSink },
) {
  const { encryption, database, identity, timeZone } = config
  // Replicas share the database URL. With the embedded database there is only one process.
  const derive = createKeyDerivation(
    config.serverSecrets ?? [database.url ?? randomBytes(32).toString('hex')],
  )
  const linker =
    writePool &&
    queries.linking &&
    createLinker({
      pool: writePool,
      queries: queries.linking,
      lock: database.linkLock,
      timeoutMs: database.timeoutMs,
    })
  const holdTime = measureHoldTime(pool)
  const admission = createAdmission({
    slots: () => toSlots(database.max, holdTime(), database.timeoutMs),
  })
  const rules = { isConfigured: identity.keys.length > 0, required: identity.required }
  const publicFiles = loadPublicFiles(fromRoot('public'))
  const { basePath, imageHosts } = config
  const pictures = {
    hosts: imageHosts,
    asset: (path: string) => {
      const address = publicFiles.findPicture(path)
      return address && basePath + address
    },
  }
  const ping = { statement: toPrepared('select 1', database.timeoutMs), values: [] }
  const panelsWithoutProof = identity.required !== 'profile'
  const createReader = (files: Pick<Queries, 'customer' | 'panels'>, from = pool) =>
    createProfileReader({ pool: from, queries: files, timeoutMs: database.timeoutMs, panelsWithoutProof })
  return {
    readVisit: createVisitReader({
      mode: encryption.mode,
      decrypt: createValueDecryptor(encryption.keys),
      tokenParameter: identity.parameter,
    }),
    verifyIdentity: createIdentityVerifier(identity),
    readProfile: createReader(queries),
    windows: queries.windows.map(({ name, panels }) => ({
      name,
      readProfile: createReader({ customer: queries.customer, panels }),
    })),
    toPageModel: forEachLanguage((language) =>
      createPageModelBuilder(language, { timeZone, rules, pictures, sentStrip: queries.customer.sent }),
    ),
    renderer: createRenderer(
      fromRoot('views'),
      (name) => basePath + publicFiles.address(name),
      config.colorScheme,
    ),
    revealProofs: createRevealProofs(derive('reveal proof')),
    revealReasons: config.audit.revealReasons,
    pageSeal: createPageSeal(derive('page form')),
    logId: createLogId({ key: derive('log id')[0], pattern: config.logIdPattern }),
    audit: createAudit(auditSink, config.audit.isChained ? createChain(derive(CHAIN_PURPOSE)[0]) : null),
    linking: {
      linker,
      backgroundLinker: linker && config.linkProved ? createBackgroundLinker(linker) : null,
    },
    search: {
      search: queries.search && createSearcher({ pool, file: queries.search }),
      restriction: queries.search && queries.search.restriction,
      canOpen: queries.customer.parameters.includes('customerId'),
      seals: createSearchSeals(derive),
      limit: createSearchLimit({ perMinute: config.search.limitPerMinute }),
      claimParameter: config.search.claimParameter,
      claimsPerMinute: config.search.limitPerMinute,
    },
    signIn:
      config.signIn &&
      createSignIn({ ...config.signIn, roleRules: toRoleRules(config.signIn, queries) }, derive),
    publicFiles,
    source: { queries, timeoutMs: database.timeoutMs, createReader },
    pictureSources:
      filesWithPictures(queries).length > 0 ? [...imageHosts.map((host) => `https://${host}`), 'data:'] : [],
    exampleAddress: `${config.basePath}/${toExampleQuery(encryption)}`,
    admission,
    metrics: createMetrics({
      pool,
      admission,
      logOutput,
      panels: allPanels(queries).map(({ name }) => name),
      repairs: REPAIR_NAMES,
      tokens: config.accessTokens.length,
    }),
    pingDatabase: coalescePings(() => queryReadOnly(pool, ping), database.timeoutMs),
  }
}

/** A session holds the roles that files use, restricted to those in the configuration. */
function toRoleRules({ rolesClaim, roles: known }: NonNullable<Config['signIn']>, queries: Queries) {
  const isKnown = (role: string) => known.length === 0 || known.includes(role)
  return { claim: rolesClaim, roles: findRoles(queries).filter(isKnown) }
}
