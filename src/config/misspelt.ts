import { isNear } from '../near-miss.ts'
import { schema } from './schema.ts'
import { SECRETS } from './secrets.ts'

interface Misspelt {
  name: string
  intended: string
}

/** npm sets the lower-case ones. */
const KNOWN = Object.keys(schema.shape).filter((name) => name === name.toUpperCase())
const READ = [...Object.keys(schema.shape), ...SECRETS.map((name) => `${name}_FILE`)]

/** Read by OpenSSL and Node, and close to TLS_CERT_FILE. */
const OTHERS = ['SSL_CERT_FILE']

/** Short names are too similar to each other, such as HOST and HOME. */
const LONG_NAME = 10

/** One letter added, missing, wrong or transposed, lower case, or NAME_FILE where no file is read. */
export function findMisspelt(env: Readonly<Record<string, string | undefined>>): Misspelt[] {
  return Object.keys(env).flatMap((name) => {
    if (READ.includes(name) || OTHERS.includes(name) || env[name] === '') return []
    const intended =
      KNOWN.find((one) => name === `${one}_FILE`) ??
      READ.find((one) => isNear(name, one, one.length < LONG_NAME ? 1 : 2))
    return intended === undefined ? [] : [{ name, intended }]
  })
}
