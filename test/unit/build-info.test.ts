import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BUILD_INFO } from '../../src/build-info.ts'
import { createLog } from '../../src/logging/log.ts'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

test('takes the version from package.json, as the image’s label does', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  expect(BUILD_INFO.version).toBe(version)
  expect(read('Dockerfile')).toContain(`org.opencontainers.image.version="${version}"`)
})

test('knows no commit outside the image', () => {
  expect(BUILD_INFO.commit).toBeNull()
})

test('writes log levels as words', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  log.warn({ event: 'any' })
  log.info({ event: 'any' })
  expect(lines.map((line) => (JSON.parse(line) as { level: unknown }).level)).toEqual(['warn', 'info'])
})
