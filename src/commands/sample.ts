import type { Config } from '../config/load.ts'
import { findPendingMigrations, hasBundledSchema } from '../database/migrations.ts'
import { createPool } from '../database/pool.ts'
import { loadSampleData } from '../database/sample/load.ts'
import { toSampleUrls } from '../database/sample/sample-urls.ts'
import { withStartError } from './connect-error.ts'
import { toPageAddress } from './page-address.ts'
import { StartError } from './start-error.ts'

export async function sample(config: Config): Promise<void> {
  const { database, encryption, listener } = config
  if (database.url === undefined) {
    throw new StartError(
      'sample needs DATABASE_URL. The embedded database has the sample customers from its first start.',
    )
  }
  const pool = createPool({ ...database, url: database.url, onLost: () => undefined })
  try {
    if (!(await withStartError(() => hasBundledSchema(pool), 'DATABASE_URL'))) {
      throw new StartError('The database has no table "customers". Run `npm run migrate` first.')
    }
    const pending = (await findPendingMigrations(pool)) ?? []
    if (pending.length > 0)
      throw new StartError(`Migrations are pending: ${pending.join(', ')}. Run \`npm run migrate\` first.`)
    const count = await loadSampleData(pool)
    if (count === 0) throw new StartError('The database already has customers. None was added.')
    const urls = toSampleUrls(toPageAddress(`http://localhost:${String(listener.port)}`, config), encryption)
    process.stdout.write(`Loaded ${String(count)} sample customers:\n\n`)
    for (const { label, url } of urls) process.stdout.write(`  ${label}\n    ${url}\n`)
  } finally {
    await pool.end()
  }
}
