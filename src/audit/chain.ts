import { createHmac, randomBytes, type KeyObject } from 'node:crypto'

/** Adds to the text of a JSON object who wrote it, its number, and a MAC over itself and the line before. */
export type Sealer = (json: string) => string

/** What a sealed line says of its place. */
interface Link {
  /** Random, of one process from its start to its end. */
  process: string
  /** From 0, one more with each line of the process. */
  seq: number
  /** The MAC of the line before; empty for the first. */
  prev: string
  mac: string
}

export interface SealedLine extends Link {
  action: string
  time: string
  /** What the MAC is over, byte by byte. */
  body: string
}

/** Of the derivation of keys. */
export const CHAIN_PURPOSE = 'audit chain'
const PROCESS_BYTES = 9
const MAC_FIELD = ',"mac":"'

/** Makes the chain of one process. The MAC of the line before stands in each line, so that a line can be verified alone. */
export function createSealer(key: KeyObject): Sealer {
  const process = randomBytes(PROCESS_BYTES).toString('base64url')
  let [seq, prev] = [0, '']
  return (json) => {
    const link = `"process":"${process}","seq":${String(seq)},"prev":"${prev}"`
    const body = `${json.slice(0, -1)},${link}`
    prev = toMac(key, body, 'utf8')
    seq += 1
    return `${body}${MAC_FIELD}${prev}"}`
  }
}

/** @param line its bytes, each as one character: what the MAC is over must not depend on a decoder */
export function readSealed(line: string): SealedLine | null {
  const { process, seq, prev, mac, action, time } = parseObject(line) ?? {}
  if (typeof process !== 'string' || typeof seq !== 'number' || typeof prev !== 'string') return null
  if (typeof mac !== 'string' || typeof action !== 'string' || typeof time !== 'string') return null
  const body = line.slice(0, line.lastIndexOf(MAC_FIELD))
  // Nothing may stand beside what is sealed.
  return line === `${body}${MAC_FIELD}${mac}"}` ? { process, seq, prev, mac, action, time, body } : null
}

/** @param text as `readSealed` gives it */
export const isSealedWith = (key: KeyObject, { body, mac }: SealedLine) => toMac(key, body, 'latin1') === mac

function toMac(key: KeyObject, body: string, encoding: 'utf8' | 'latin1'): string {
  return createHmac('sha256', key).update(body, encoding).digest('base64url')
}

/** @returns null where the text is no JSON object */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
