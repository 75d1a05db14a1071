import { NO_PARAMETERS } from '../customer/lookup-parameters.ts'
import type { ProfileReader } from '../customer/profile.ts'
import { QueryError } from '../database/query-error.ts'
import { SAMPLE_VISITORS } from '../database/sample/sample-customer.ts'

/** True also if the database does not answer: it might. */
export async function hasSampleCustomers(readProfile: ProfileReader): Promise<boolean> {
  const visitor = { ...NO_PARAMETERS, visitorImId: SAMPLE_VISITORS.web, channel: 'web' }
  try {
    return (await readProfile(visitor)).outcome !== 'unknown'
  } catch (error) {
    if (error instanceof QueryError) return error.failure !== 'failed'
    throw error
  }
}
