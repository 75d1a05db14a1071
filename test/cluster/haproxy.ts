import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOfGuide } from '../support/code-of-guide.ts'
import { freePort } from '../support/free-port.ts'
import { startLogged, stopChild } from './processes.ts'

/** Returns the guide's configuration that contains this line, with the addresses replaced. */
function configurationOfGuide(line: string, replaced: readonly (readonly [string, string])[]): string {
  const block = codeOfGuide('high-availability.md').find(
    ({ language, code }) => language === 'haproxy' && code.includes(line),
  )
  if (!block) throw new Error(`The guide has no HAProxy with ${line}`)
  return replaced.reduce((text, [from, to]) => text.replaceAll(from, to), block.code)
}

function start(name: string, configuration: string, directory: string) {
  const file = join(directory, `${name}.cfg`)
  writeFileSync(file, configuration)
  const child = startLogged(['haproxy', '-db', '-f', file], join(directory, `${name}.log`), directory)
  return { stop: () => stopChild(child) }
}

/** HAProxy in front of Postgres: one port for the primary, one for the replicas. */
export async function startHaproxy(addresses: readonly string[], directory: string) {
  const [writerPort, readerPort] = [await freePort(), await freePort()]
  const configuration = configurationOfGuide('GET /primary', [
    ['127.0.0.1:5000', `127.0.0.1:${String(writerPort)}`],
    ['127.0.0.1:5001', `127.0.0.1:${String(readerPort)}`],
    ...addresses.map((address, index) => [`db${String(index + 1)}.example.internal`, address] as const),
  ])
  return { writerPort, readerPort, ...start('haproxy-postgres', configuration, directory) }
}

/** HAProxy in front of replicas of the page. */
export async function startPageBalancer(ports: readonly number[], directory: string) {
  const port = await freePort()
  const configuration = configurationOfGuide('/readyz', [
    ['bind :443 ssl crt /etc/haproxy/crm.pem alpn h2,http/1.1', `bind 127.0.0.1:${String(port)}`],
    ...ports.map(
      (other, index) => [`127.0.0.1:300${String(index + 1)}`, `127.0.0.1:${String(other)}`] as const,
    ),
  ])
  return {
    url: `http://127.0.0.1:${String(port)}`,
    ...start('haproxy-pages', configuration, directory),
  }
}
