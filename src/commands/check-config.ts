import { ConfigError, loadConfig, type Config, type Environment } from '../config/load.ts'

/** The variables needed to read the query files, and to check them against the database. */
const FILE_VARIABLES = ['QUERIES_DIR']
const DATABASE_VARIABLES = [
  ...FILE_VARIABLES,
  'DATABASE_URL',
  'DATABASE_URL_FILE',
  'DATABASE_WRITE_URL',
  'DATABASE_WRITE_URL_FILE',
  'DATABASE_POOL_MAX',
  'DATABASE_TIMEOUT_MS',
  'MIGRATE_ON_START',
  'EMBEDDED_DATABASE_DIR',
]

interface CheckedConfig {
  /** The usable part: if there are faults, only the variables needed here; the rest is as if unset. */
  config: Config
  error: ConfigError | null
  hasDatabase: boolean
}

/** Reads the configuration in such a way that its faults do not hide those of the query files. */
export function loadUsableConfig(env: Environment): CheckedConfig {
  const all = tryLoad(env)
  if (!(all instanceof ConfigError)) return { config: all, error: null, hasDatabase: true }
  const database = tryLoad(pick(env, DATABASE_VARIABLES))
  if (!(database instanceof ConfigError)) return { config: database, error: all, hasDatabase: true }
  return { config: loadConfig(pick(env, FILE_VARIABLES)), error: all, hasDatabase: false }
}

function tryLoad(env: Environment): Config | ConfigError {
  try {
    return loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

function pick(env: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(names.map((name) => [name, env[name]]))
}
