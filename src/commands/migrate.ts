import type { Config } from '../config/load.ts'
import { migrate as runMigrations } from '../database/migrations.ts'
import { rethrowConnectError } from './connect-error.ts'
import { StartError } from './start-error.ts'

export async function migrate({ database }: Config): Promise<void> {
  if (database.url === undefined) {
    throw new StartError('migrate needs DATABASE_URL. The embedded database migrates itself at every start.')
  }
  const done = await runMigrations(database.url).catch(rethrowConnectError)
  process.stdout.write(
    done.length > 0 ? `Applied ${done.join(', ')}.\n` : 'Nothing to do: the tables are up to date.\n',
  )
}
