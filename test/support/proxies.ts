import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeCertificate } from './certificate.ts'
import { codeOfGuide } from './code-of-guide.ts'
import { freePort } from './free-port.ts'
import { PATH } from './has-command.ts'

/** The servers in the guide's configurations, in order. */
const SERVERS = ['127.0.0.1:3001', '127.0.0.1:3002'] as const

type Ports = readonly [number, number, ...number[]]

/** @param ports of two or more servers, which replace those of the guide */
function configurationOfGuide(language: 'nginx' | 'caddyfile', ports: Ports): string {
  let text = codeOfGuide('proxies.md').find(
    (block) => block.language === language && block.code.includes(SERVERS[1]),
  )?.code
  if (text === undefined) throw new Error(`The guide has no ${language} with two servers`)
  for (const [index, server] of SERVERS.entries())
    text = text.replaceAll(server, `127.0.0.1:${String(ports[index])}`)
  const last = `server 127.0.0.1:${String(ports[1])} max_fails=0;`
  const more = ports.slice(SERVERS.length).map((port) => last.replace(String(ports[1]), String(port)))
  return text.replace(last, [last, ...more].join('\n'))
}

/** Starts nginx as configured in the guide, except for ports and paths. */
export async function startNginx(ports: Ports) {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-nginx-'))
  const [port, plainPort] = [await freePort(), await freePort()]
  const { certFile, keyFile } = writeCertificate()
  const log = join(directory, 'access.log')
  const site = configurationOfGuide('nginx', ports)
    .replace('listen 80;', `listen 127.0.0.1:${String(plainPort)};`)
    .replace('listen 443 ', `listen 127.0.0.1:${String(port)} `)
    .replace('/etc/nginx/crm/cert.pem', certFile)
    .replace('/etc/nginx/crm/key.pem', keyFile)
    .replace('/var/log/nginx/crm.log', log)
    .replace('/var/log/nginx/crm-error.log', join(directory, 'error.log'))
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const paths = kinds.map((kind) => `${kind}_temp_path ${join(directory, kind)};`).join('\n')
  const file = join(directory, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off; master_process off; pid ${join(directory, 'pid')};\nevents {}\nhttp {\n${paths}\n${site}\n}\n`,
  )
  const child = spawn('nginx', ['-e', join(directory, 'start.log'), '-p', directory, '-c', file], {
    env: { PATH },
    stdio: 'ignore',
  })
  return { url: await up(`https://127.0.0.1:${String(port)}`, port), log, stop: () => stop(child) }
}

/** Starts Caddy as configured in the guide, except for ports and HTTPS. */
export async function startCaddy(ports: readonly [number, number]) {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-caddy-'))
  mkdirSync(join(directory, 'home'))
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const site = configurationOfGuide('caddyfile', ports)
    .replace('{\n', '{\n\tadmin off\n\tauto_https off\n')
    .replace('crm.example.com', url)
  const file = join(directory, 'Caddyfile')
  writeFileSync(file, site)
  const child = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', file], {
    env: { PATH, HOME: join(directory, 'home') },
    stdio: 'ignore',
  })
  return { url: await up(url, port), stop: () => stop(child) }
}

async function up(url: string, port: number): Promise<string> {
  for (let tries = 0; tries < 1000; tries += 1) {
    const isUp = await new Promise<boolean>((settle) => {
      const socket = connect(port, '127.0.0.1', () => settle(true)).once('error', () => settle(false))
      socket.once('connect', () => socket.destroy())
    })
    if (isUp) return url
    await new Promise((settle) => setTimeout(settle, 50))
  }
  throw new Error(`Nothing listens at ${url}`)
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((settle) => child.once('exit', settle))
  if (child.exitCode === null && child.kill('SIGKILL')) await ended
}
