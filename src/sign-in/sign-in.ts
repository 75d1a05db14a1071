import type { KeyDerivation } from '../secrets/server-secret.ts'
import type { RoleRules } from './agent.ts'
import { createProvider, type ProviderOptions } from './provider.ts'
import { CODE_VALID_MS, createSignInSeals } from './seals.ts'
import { createUseOnce } from './used-codes.ts'

export type SignIn = ReturnType<typeof createSignIn>

interface Options extends ProviderOptions {
  sessionHours: number
  roleRules: RoleRules
}

const HOUR_MS = 3_600_000

export function createSignIn(options: Options, derive: KeyDerivation) {
  const sessionMs = options.sessionHours * HOUR_MS
  return {
    provider: createProvider(options),
    seals: createSignInSeals(derive, { sessionMs }),
    useOnce: createUseOnce({ validMs: CODE_VALID_MS }),
    sessionMs,
    roleRules: options.roleRules,
  }
}
