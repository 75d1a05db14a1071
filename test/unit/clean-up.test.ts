import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { processesIn } from '../support/clean-up.js'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

test.runIf(platform() === 'linux')(
  'ends the processes of a run by their temporary directory, but not readers of its files',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'clean-up-'))
    const file = join(directory, 'log')
    writeFileSync(file, '')
    const idle = ['-e', 'setInterval(() => undefined, 1000)']
    const start = (command: string, args: string[], TMPDIR: string) => {
      const child = spawn(command, args, { env: { ...process.env, TMPDIR }, stdio: 'ignore' })
      children.push(child)
      return child.pid
    }
    const ours = start(process.execPath, idle, directory)
    start('tail', ['-f', file], tmpdir())
    start(process.execPath, idle, `${directory}-of-another`)
    await expect.poll(() => processesIn(directory).map(({ id }) => id)).toEqual([ours])
  },
)
