import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BUILD_INFO } from '../../src/build-info.ts'
import { createLog } from '../../src/logging/log.ts'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

test('the version is that of package.json, also in the image’s label', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  expect(BUILD_INFO.version).toBe(version)
  expect(read('Dockerfile')).toContain(`org.opencontainers.image.version="${version}"`)
})

test('outside the image the commit is unknown', () => {
  expect(BUILD_INFO.commit).toBeNull()
})

test('the level of a log line is a word', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  log.warn({ event: 'any' })
  log.info({ event: 'any' })
  expect(lines.map((line) => (JSON.parse(line) as { level: unknown }).level)).toEqual(['warn', 'info'])
})
