import { execFileSync } from 'node:child_process'
import { openSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openConnection } from './connection.ts'
import { assertSamePage } from './floor-page.ts'
import { MAIN, mainOf, program, ROOT } from './paths.ts'
import { assertSameTexts } from './readable-texts.ts'
import { startServer, type ServerProcess } from './server-process.ts'
import {
  createFoundVisitors,
  createUnknownVisitors,
  DES_KEY,
  toFoundVisitor,
  type Visitor,
} from './visitors.ts'

export interface Contestant {
  name: 'floor' | 'express' | 'plain' | 'found' | 'before' | 'unknown' | 'https'
  what: string
  server: ServerProcess
  nextVisitor: () => Visitor
}

const inProject = (path: string) => fileURLToPath(new URL(path, ROOT))
const inData = (name: string) => inProject(`.data/bench/${name}`)
const SAMPLE = toFoundVisitor(20)
const SEED = 8

/** As in the image, and with `npm start`. */
const NODE_ARGS = ['--max-semi-space-size=8', '--heap-growing-percent=100']

/** The page as in production, with its log in a file. */
export function startPage(
  databaseUrl: string,
  more: Record<string, string> = {},
  nodeArgs: string[] = [],
  main = MAIN,
) {
  return startServer({
    args: [...NODE_ARGS, ...nodeArgs, main],
    env: {
      DATABASE_URL: databaseUrl,
      HYPHENATE_DES_KEY: DES_KEY,
      TIME_ZONE: 'UTC',
      // One client requests more pages than a whole call centre. The simulator is off because DATABASE_URL is set.
      RATE_LIMIT_PER_MINUTE: '0',
      ...more,
    },
    tls: 'TLS_CERT_FILE' in more,
    output: openSync(inData(`page${new URL(databaseUrl).pathname.replace('/', '-')}.log`), 'a'),
    readyTarget: SAMPLE.target,
  })
}

/** The floor, which must return the same page as ours; its template is one of our pages. */
export async function startFloor(databaseUrl: string, page: ServerProcess, nodeArgs: string[] = []) {
  const env = {
    DATABASE_URL: databaseUrl,
    QUERIES: inProject('queries'),
    ...(await sampleOf(page)),
  }
  const floor = await startServer({
    args: [...nodeArgs, program('floor-server')],
    env,
    output: 'ignore',
    readyTarget: SAMPLE.target,
  })
  await comparePages(page, floor, assertSamePage)
  return floor
}

/** The plain page, which must have the same visible texts as ours. */
async function startPlain(databaseUrl: string, page: ServerProcess): Promise<ServerProcess> {
  const plain = await startServer({
    args: [program('plain-server')],
    env: {
      DATABASE_URL: databaseUrl,
      DES_KEY,
      TZ: 'UTC',
      QUERIES: inProject('queries'),
      VIEWS: inProject('bench/plain/views'),
    },
    output: 'ignore',
    readyTarget: SAMPLE.target,
  })
  await comparePages(page, plain, assertSameTexts)
  return plain
}

/** @param assertSame throws if two pages of one customer differ */
async function comparePages(
  page: ServerProcess,
  other: ServerProcess,
  assertSame: (ours: string, theirs: string) => void,
): Promise<void> {
  for (let id = 40; id <= 400; id += 20) {
    const { target } = toFoundVisitor(id)
    assertSame(await getPage(page, target), await getPage(other, target))
  }
}

interface Options {
  databaseUrl: string
  customers: number
  /** A built checkout of this project, whose page is also compared. */
  build: string | undefined
}

/** All contestants, each in its own process. */
export async function startContestants({ databaseUrl, customers, build }: Options): Promise<Contestant[]> {
  const found = createFoundVisitors(customers, SEED)
  const page = await startPage(databaseUrl)
  const floor = await startFloor(databaseUrl, page)
  const express = await startServer({
    args: [program('express-server')],
    env: await sampleOf(page),
    output: 'ignore',
    readyTarget: '/',
  })
  const plain = await startPlain(databaseUrl, page)
  const sample = () => SAMPLE
  const contestants: Contestant[] = [
    { name: 'floor', what: 'bare node:http and pg, same SQL, same bytes', server: floor, nextVisitor: found },
    { name: 'express', what: 'Express, a constant of the same size', server: express, nextVisitor: sample },
    {
      name: 'plain',
      what: 'Express, helmet, pg, EJS, zod: the same page, written in an afternoon',
      server: plain,
      nextVisitor: found,
    },
    { name: 'found', what: 'our page, found customer, 10 orders', server: page, nextVisitor: found },
    {
      name: 'unknown',
      what: 'our page, unknown visitor',
      server: page,
      nextVisitor: createUnknownVisitors(SEED),
    },
  ]
  if (build !== undefined) {
    const queries = { QUERIES_DIR: resolve(build, 'queries') }
    const before = await startPage(databaseUrl, queries, [], mainOf(build))
    contestants.push({
      name: 'before',
      what: 'found, of the other build',
      server: before,
      nextVisitor: found,
    })
  }
  const https = await startHttps(databaseUrl)
  contestants.push({ name: 'https', what: 'found, over HTTPS', server: https, nextVisitor: found })
  return contestants
}

export async function stopContestants(contestants: readonly Contestant[]): Promise<void> {
  await Promise.all([...new Set(contestants.map(({ server }) => server))].map((server) => server.stop()))
}

/** With a new certificate. */
function startHttps(databaseUrl: string): Promise<ServerProcess> {
  const [key, cert] = [inData('key.pem'), inData('cert.pem')]
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const args = [...made, '-subj', '/CN=localhost', '-days', '30', '-keyout', key, '-out', cert]
  execFileSync('openssl', args, { stdio: 'ignore' })
  return startPage(databaseUrl, { TLS_CERT_FILE: cert, TLS_KEY_FILE: key })
}

async function sampleOf(page: ServerProcess): Promise<{ SAMPLE_PAGE: string; SAMPLE_TARGET: string }> {
  const file = inData('sample-page.html')
  writeFileSync(file, await getPage(page, SAMPLE.target))
  return { SAMPLE_PAGE: file, SAMPLE_TARGET: SAMPLE.target }
}

async function getPage({ address }: ServerProcess, target: string): Promise<string> {
  const connection = await openConnection(address)
  const { body } = await connection.get(target).finally(() => connection.close())
  return body.toString('utf8')
}
