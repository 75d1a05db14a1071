import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listenOn } from '../support/free-port.ts'
import { makeDatabaseDirectory, runMain } from '../support/process.ts'

/** Nothing listens on this port, so a start that connects to the database logs it. */
const NO_DATABASE = 'postgres://nobody@127.0.0.1:1/nothing'

const taken = createServer()
let port = ''
let directory = ''
beforeAll(async () => {
  port = String(await listenOn(taken))
  directory = makeDatabaseDirectory()
})
afterAll(() => {
  taken.close()
  rmSync(directory, { recursive: true, force: true })
})

describe.each([
  ['the embedded database', () => ({ EMBEDDED_DATABASE_DIR: directory })],
  ['a database of the company', () => ({ DATABASE_URL: NO_DATABASE })],
])('a start with %s', (_name, toEnv) => {
  test.each(['PORT', 'OPS_PORT'])('reports %s in use before it connects to the database', async (name) => {
    const { code, out, err } = await runMain([], { ...toEnv(), [name]: port }).ended
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe(
      `${name}=${port} is taken: another process listens there. Stop it, or choose another port. (EADDRINUSE)\n`,
    )
    expect(existsSync(join(directory, 'cluster'))).toBe(false)
  })

  test('names HOST if it is not an address of this machine', async () => {
    const { code, err } = await runMain([], { ...toEnv(), HOST: '192.0.2.1' }).ended
    expect(code).toBe(1)
    expect(err).toBe('HOST=192.0.2.1 is not an address of this machine. (EADDRNOTAVAIL)\n')
  })
})
