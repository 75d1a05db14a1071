// Run once by compose.yaml: makes the passwords of the trial's database. They stay in volumes, each mounted only where
// it is needed, and never stand in the environment or on a command line.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'

const DATABASE = 'database:5432/crm'

/** The owner makes the tables; the page may only read them. */
const ROLES = /** @type {const} */ ([
  ['owner', 'crm_owner'],
  ['page', 'crm_page'],
])

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  // Whoever has the volume may read: the accounts in the containers differ.
  writeFileSync(path, `${text}\n`, { mode: 0o644 })
}

for (const [folder, role] of ROLES) {
  const directory = `/secrets/${folder}`
  // Written last: an interrupted run begins again.
  const url = `${directory}/database-url`
  if (existsSync(url)) continue
  mkdirSync(directory, { recursive: true })
  const password = randomBytes(24).toString('hex')
  write(`${directory}/password`, password)
  write(url, `postgres://${role}:${password}@${DATABASE}`)
}
if (!existsSync('/secrets/superuser/password')) {
  write('/secrets/superuser/password', randomBytes(24).toString('hex'))
}
