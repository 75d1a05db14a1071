import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { freePort } from './free-port.ts'

/** Debian installs it in a directory that is not in the PATH of ordinary accounts. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`

export const hasPgBouncer = spawnSync('pgbouncer', ['--version'], { env: { PATH } }).status === 0

/** Starts PgBouncer in transaction mode in front of a database. */
export async function startPgBouncer(databaseUrl: string, connections = 2) {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-pgbouncer-'))
  chmodSync(directory, 0o777)
  const { hostname, port: serverPort, username, password, pathname } = new URL(databaseUrl)
  const port = await freePort()
  const database = pathname.slice(1)
  writeFileSync(join(directory, 'users.txt'), `"${username}" "${decodeURIComponent(password)}"\n`)
  writeFileSync(
    join(directory, 'pgbouncer.ini'),
    `[databases]
${database} = host=${hostname} port=${serverPort} dbname=${database}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${String(port)}
unix_socket_dir =
auth_type = plain
auth_file = ${join(directory, 'users.txt')}
pool_mode = transaction
default_pool_size = ${String(connections)}
`,
  )
  const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const child = spawn('pgbouncer', [join(directory, 'pgbouncer.ini')], {
    env: { PATH },
    stdio: 'ignore',
    ...account,
  })
  const ended = new Promise((settle) => child.once('exit', settle))
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${String(port)}`
  await connects(url.href)
  return {
    url: url.href,
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function connects(url: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const client = new Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (tries > 1000) throw error
      await new Promise((settle) => setTimeout(settle, 50))
    }
  }
}
