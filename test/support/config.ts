import { ConfigError, loadConfig } from '../../src/config/load.ts'

/** Returns the faults of a configuration. */
export function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}
