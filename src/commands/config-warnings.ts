import { isOutsideValidity, readCertificate } from '../config/certificate.ts'
import { isLoopback } from '../config/host-name.ts'
import type { Config } from '../config/load.ts'
import { createHostRules } from '../http/middleware/allowed-hosts.ts'

/** Fields of a log line; they contain no value of a variable. */
interface ConfigWarning {
  event: string
  note: string
  variable?: string
}

export function toMisspeltWarnings(misspelt: Config['misspelt']): ConfigWarning[] {
  return misspelt.map(({ name, intended }) => {
    const note = `${name} is set, but not read; a similar variable is ${intended}`
    return { event: 'unknown_variable', variable: name, note }
  })
}

export function findConfigWarnings(config: Config): ConfigWarning[] {
  const { accessTokens, database, encryption, listener, misspelt, serverSecrets, signIn, simulator, tls } =
    config
  const isEmbedded = database.url === undefined
  const isReachable = !isLoopback(listener.host)
  const warnings = toMisspeltWarnings(misspelt)
  for (const variable of encryption.longKeys) {
    const note = `${variable} has more than 8 characters, and only the first 8 of a DES key count`
    warnings.push({ event: 'long_key', variable, note })
  }
  if (serverSecrets === undefined && !isEmbedded) {
    const note =
      'without SERVER_SECRET, keys are derived from DATABASE_URL: anybody who sees a digest in the log can guess a weak password'
    warnings.push({ event: 'no_server_secret', note })
  }
  if (accessTokens.length === 0 && signIn === null && isReachable) {
    const note =
      'without ACCESS_TOKENS, anybody who reaches this port can read customers whose visitor id they know'
    warnings.push({ event: 'open_access', note })
  }
  if (createHostRules(config).isUnrestricted) {
    const note = 'the page answers to any Host: set ALLOWED_HOSTS to its host names'
    warnings.push({ event: 'any_host', note })
  }
  if (simulator && (!isEmbedded || isReachable)) {
    const note =
      'anybody who reaches the simulator can encrypt and decrypt with the key, and sign proofs of identity: set SIMULATOR=off'
    warnings.push({ event: 'simulator_on', note })
  }
  if (tls && isOutsideValidity(readCertificate(tls))) {
    const note = 'the certificate of TLS_CERT_FILE has expired, or is not valid yet: no browser accepts it'
    warnings.push({ event: 'certificate_out_of_date', note })
  }
  return warnings
}
