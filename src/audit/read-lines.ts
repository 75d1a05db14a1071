import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { TRUNCATION_MARK } from './audit.ts'

/** Longer lines are not audit lines, and are skipped to bound memory. */
const MAX_LENGTH = 1024 * 1024
const STANDARD_INPUT = '-'

/**
 * Decompresses `.gz`.
 *
 * @param onLine receives each line decoded as latin1, its number from 1, and whether it was written completely
 * @throws the system error if the file cannot be read
 */
export async function readLines(
  path: string,
  onLine: (line: string, number: number, isComplete: boolean) => void,
): Promise<void> {
  const source = path === STANDARD_INPUT ? process.stdin : createReadStream(path)
  let [rest, number, isSkipping] = ['', 0, false]

  async function split(chunks: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of chunks) {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        number += 1
        const isComplete = !line.endsWith(TRUNCATION_MARK)
        if (!isSkipping)
          onLine(isComplete ? line : line.slice(0, -TRUNCATION_MARK.length), number, isComplete)
        isSkipping = false
      }
      if (rest.length > MAX_LENGTH) [rest, isSkipping] = ['', true]
    }
    if (rest !== '' && !isSkipping) onLine(rest, number + 1, false)
  }

  if (path.endsWith('.gz')) await pipeline(source, createGunzip(), split)
  else await pipeline(source, split)
}
