import { createHmac, randomBytes, type KeyObject } from 'node:crypto'

export type Chain = (json: string) => string

interface Link {
  process: string
  /** Within the process, from 0. */
  seq: number
  /** Empty for the first line. */
  prev: string
  mac: string
}

export interface ChainedLine extends Link {
  action: string
  time: string
  body: string
}

export const CHAIN_PURPOSE = 'audit chain'
const PROCESS_BYTES = 9
const MAC_FIELD = ',"mac":"'

/** Each line contains the MAC of the previous one, so that it can be verified on its own. */
export function createChain(key: KeyObject): Chain {
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

/** @param line decoded as latin1, so that the MAC is computed over the exact bytes */
export function readChainedLine(line: string): ChainedLine | null {
  const { process, seq, prev, mac, action, time } = parseObject(line) ?? {}
  if (typeof process !== 'string' || typeof seq !== 'number' || typeof prev !== 'string') return null
  if (typeof mac !== 'string' || typeof action !== 'string' || typeof time !== 'string') return null
  const body = line.slice(0, line.lastIndexOf(MAC_FIELD))
  // Rejects anything outside of the MAC.
  return line === `${body}${MAC_FIELD}${mac}"}` ? { process, seq, prev, mac, action, time, body } : null
}

export const hasValidMac = (key: KeyObject, { body, mac }: ChainedLine) => toMac(key, body, 'latin1') === mac

function toMac(key: KeyObject, body: string, encoding: 'utf8' | 'latin1'): string {
  return createHmac('sha256', key).update(body, encoding).digest('base64url')
}

/** @returns null if the text is not a JSON object */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
