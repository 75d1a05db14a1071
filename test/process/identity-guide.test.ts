import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { toSecretKeys } from '../../src/identity/verification-keys.ts'
import { createTokenVerifier } from '../../src/identity/verify-token.ts'
import { codeOfGuide } from '../support/code-of-guide.ts'

const SECRET = 'a secret of 32 bytes or more, with 中文'
const VISITOR = 'webim-visitor-8K2FTG9QTYWRT8EYVJ7F'
const RUNNERS = [
  { language: 'js', command: 'node', file: 'sign.cjs' },
  { language: 'php', command: 'php', file: 'sign.php' },
  { language: 'java', command: 'java', file: 'Sign.java' },
  { language: 'python', command: 'python3', file: 'sign.py' },
]

const directory = mkdtempSync(join(tmpdir(), 'crm-page-identity-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** Otherwise Java leaves a directory in /tmp, whatever TMPDIR is. */
const ENV = { ...process.env, JDK_JAVA_OPTIONS: '-XX:-UsePerfData' }

const isInstalled = (command: string) => spawnSync(command, ['--version'], { env: ENV }).error === undefined

describe.each(['identity.md', 'identity.zh-CN.md'])('the code in %s', (document) => {
  const code = codeOfGuide(document)

  test.each(RUNNERS)(
    'in $language signs a token that proves the identity',
    async ({ language, command, file }) => {
      if (!isInstalled(command)) {
        if (process.env['REQUIRE_LANGUAGES'])
          throw new Error(`REQUIRE_LANGUAGES is set, and there is no ${command}`)
        return
      }
      const path = join(directory, file)
      writeFileSync(path, code.findLast((block) => block.language === language)?.code ?? '')
      const env = { ...ENV, IDENTITY_SECRET: SECRET, VISITOR, LC_ALL: 'C.UTF-8' }
      const { stdout, stderr } = spawnSync(command, [path], { encoding: 'utf8', env })
      const verify = createTokenVerifier({
        keys: toSecretKeys([SECRET]),
        audience: null,
        maxAgeSeconds: 86_400,
      })
      const identity = await verify(stdout.trim(), { visitorImId: VISITOR, isCaseFolded: true })
      expect(identity, stderr).toMatchObject({ status: 'proved', subject: '1001', key: 'current' })
    },
  )
})
