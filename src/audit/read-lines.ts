import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { BROKEN_OFF } from './audit.ts'

/** Longer lines are none of ours, and are not held in memory. */
const MAX_LENGTH = 1024 * 1024
/** Stands for the standard input. */
const STANDARD_INPUT = '-'

/**
 * Reads the lines of a file, one after the other; of a compressed one where its name ends in `.gz`.
 *
 * @param take is given each line, every byte as one character, its number from 1, and whether it was ended when it was written;
 *   one that was ended later is given without the mark of that
 * @throws the system's error when it cannot be read
 */
export async function readLines(
  path: string,
  take: (line: string, number: number, isEnded: boolean) => void,
): Promise<void> {
  const source = path === STANDARD_INPUT ? process.stdin : createReadStream(path)
  let [rest, number, isSkipping] = ['', 0, false]

  async function split(chunks: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of chunks) {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        number += 1
        const isEnded = !line.endsWith(BROKEN_OFF)
        if (!isSkipping) take(isEnded ? line : line.slice(0, -BROKEN_OFF.length), number, isEnded)
        isSkipping = false
      }
      if (rest.length > MAX_LENGTH) [rest, isSkipping] = ['', true]
    }
    if (rest !== '' && !isSkipping) take(rest, number + 1, false)
  }

  if (path.endsWith('.gz')) await pipeline(source, createGunzip(), split)
  else await pipeline(source, split)
}
