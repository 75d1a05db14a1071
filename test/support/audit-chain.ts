import { createAudit } from '../../src/audit/audit.ts'
import { CHAIN_PURPOSE, createChain } from '../../src/audit/chain.ts'
import { createVerifier, type Verification } from '../../src/audit/verify.ts'
import { createKeyDerivation } from '../../src/secrets/server-secret.ts'
import { createRandom } from './random.ts'

export const SECRET = 'a secret of thirty-two characters'

export const keysOf = (...secrets: [string, ...string[]]) => createKeyDerivation(secrets)(CHAIN_PURPOSE)

const LOCALS = { requestId: 'r', customerId: '1', agentId: '7', tenantId: null } as Express.Locals

/** The audit lines of one process, from start to end, each byte as one character. */
export async function writeProcess(views: number, secret = SECRET): Promise<string[]> {
  const lines: string[] = []
  const sink = {
    isReady: () => true,
    append: (line: string) => Promise.resolve(void lines.push(Buffer.from(line).toString('latin1'))),
    close: () => Promise.resolve(),
  }
  const audit = createAudit(sink, createChain(keysOf(secret)[0]))
  await audit.start()
  for (let view = 0; view < views; view += 1)
    await audit.record(LOCALS, 'view', { candidateIds: ['李', view] })
  await audit.end()
  return lines
}

export function verifyFiles(
  files: readonly (readonly string[])[],
  secrets: readonly [string, ...string[]] = [SECRET],
): Verification {
  const verifier = createVerifier(keysOf(...secrets))
  for (const [at, file] of files.entries()) {
    verifier.startFile()
    for (const [index, line] of file.entries())
      verifier.addLine(line, `file${String(at)}:${String(index + 1)}`, true)
  }
  return verifier.result()
}

export const isWhole = ({ faults, gaps: open }: Verification) => faults.length + open.length === 0

/** Makes random changes to the 2,000 lines of two processes, and returns those that were not detected. */
export async function findMissedChanges(rounds: number): Promise<number[]> {
  const half = 1000
  const lines = [...(await writeProcess(half - 2)), ...(await writeProcess(half - 2))]
  if (!isWhole(verifyFiles([lines]))) throw new Error('The lines are not whole to begin with')
  const { below } = createRandom(20)
  const changes: ((copy: string[], at: number, line: string) => void)[] = [
    (copy, at, line) => {
      const place = below(line.length)
      copy[at] = line.slice(0, place) + (line[place] === '5' ? '6' : '5') + line.slice(place + 1)
    },
    (copy, at) => copy.splice(at, 1),
    (copy, at) => copy.splice(at, 0, copy[below(copy.length)] ?? ''),
    (copy, at, line) => {
      // Swaps it with its neighbour from the same process.
      const other = at % half === half - 1 ? at - 1 : at + 1
      copy[at] = copy[other] ?? ''
      copy[other] = line
    },
    (copy, at, line) => {
      const place = below(line.length)
      copy[at] = line.slice(0, place) + line.slice(place + 1 + below(10))
    },
  ]
  const all = Array.from({ length: rounds }, (_, round) => round)
  return all.filter((round) => {
    const copy = [...lines]
    const at = below(copy.length)
    changes[round % changes.length]?.(copy, at, copy[at] ?? '')
    return isWhole(verifyFiles([copy]))
  })
}
