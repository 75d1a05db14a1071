#!/usr/bin/env node
/**
 * Parses a `docker` command from the guide, and runs here what would run in the container: the test machines have no
 * container engine. It supports the options that the guide uses, and rejects all others. PORT_OF_CONTAINER replaces the
 * published port; `run -d` writes its log and its process id to the current directory.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const IMAGE = 'hyphenate-crm-page'
const dockerfile = readFileSync(fileURLToPath(new URL('../../Dockerfile', import.meta.url)), 'utf8')
const string = /** @type {const} */ ({ type: 'string' })
const strings = /** @type {const} */ ({ type: 'string', multiple: true })
const flag = /** @type {const} */ ({ type: 'boolean' })

/** @type {Record<string, (args: string[]) => void>} */
const COMMANDS = {
  build(args) {
    const options = { tag: { ...string, short: 't' }, 'build-arg': strings }
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    if (values.tag !== IMAGE || positionals.join() !== '.') throw new Error('Another image, or no context')
    for (const given of values['build-arg'] ?? []) {
      const [name = '', value = ''] = given.split('=')
      if (!dockerfile.includes(`\nARG ${name}\n`) || value === '')
        throw new Error(`No such argument: ${given}`)
    }
  },

  run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...{
          env: { ...strings, short: 'e' },
          volume: { ...strings, short: 'v' },
          publish: { ...string, short: 'p' },
        },
        ...{
          detach: { ...flag, short: 'd' },
          rm: flag,
          'read-only': flag,
          name: string,
          restart: string,
          memory: string,
        },
        ...{ 'stop-timeout': string, 'cap-drop': string, 'security-opt': string },
      },
    })
    const [image, ...command] = positionals
    if (image !== IMAGE) throw new Error(`No such image: ${String(image)}`)
    if (values.detach && !/^127\.0\.0\.1:\d+:3000$/.test(values.publish ?? ''))
      throw new Error('The port is not published on this machine alone')
    const { PORT_OF_CONTAINER: PORT = '0', ...outside } = process.env
    // The port is published on loopback, whatever address it listens on inside.
    const env = { ...outside, PORT, HOST: '127.0.0.1', ...toEnvironment(values.env, values.volume) }
    /** @type {string[]} */
    const [entry = '', ...rest] = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)?.[1] ?? '[]')
    const whole = [...rest, ...(command.length > 0 ? command : ['serve'])]
    if (!values.detach) {
      process.exitCode = spawnSync(entry, whole, { stdio: 'inherit', env }).status ?? 1
      return
    }
    const log = openSync(`${values.name}.log`, 'a')
    const child = spawn(entry, whole, { detached: true, stdio: ['ignore', log, log], env })
    writeFileSync(`${values.name}.pid`, String(child.pid))
    child.unref()
  },

  exec([name = '', program = '', ...args]) {
    if (!existsSync(`${name}.pid`)) throw new Error(`No such container: ${name}`)
    const env = { ...process.env, PORT: process.env['PORT_OF_CONTAINER'] }
    process.exitCode = spawnSync(program, args, { stdio: 'inherit', env }).status ?? 1
  },

  logs(args) {
    const { positionals } = parseArgs({ args, options: { since: string }, allowPositionals: true })
    process.stdout.write(readFileSync(`${String(positionals[0])}.log`))
  },
}

/** Mounted files keep their path on the host. */
function toEnvironment(/** @type {string[]} */ given = [], /** @type {string[]} */ mounted = []) {
  const mounts = mounted.map((mount) => mount.split(':'))
  return Object.fromEntries(
    given.map((pair) => {
      const [name = '', value = ''] = pair.split('=')
      const [outside] = mounts.find(([, inside]) => inside === value) ?? []
      if (name.endsWith('_FILE') && (!outside || !existsSync(outside)))
        throw new Error(`Not mounted: ${pair}`)
      return [name, outside ?? value]
    }),
  )
}

const [command = '', ...args] = process.argv.slice(2)
const run = COMMANDS[command]
if (!run) throw new Error(`The guide has a new command: docker ${command}`)
run(args)
