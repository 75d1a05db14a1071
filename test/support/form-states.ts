import { setTimeout as sleep } from 'node:timers/promises'
import { SAMPLE_VISITORS } from '../../src/database/sample/sample-customer.ts'
import { signToken } from '../../src/identity/sign-token.ts'
import { startApp, type TestApp } from './app.ts'
import { readRevealForm } from './reveal-form.ts'
import { openFirst, searchFrom } from './search-form.ts'
import type { State } from './states.ts'

const SECRET = 'the secret that the shop signs with'
const HOUR_MS = 3_600_000
const [EMMA, JACK] = ['EMJ7K2QX9TRW4HVB6NPC', 'EEP4EVP9CCMTRTCKVJHX']

/** The states of a page with proofs and links, and the responses to forms. */
export async function startFormStates(databaseUrl: string, env: Record<string, string>) {
  const secrets = { ...env, SERVER_SECRET: 'a secret of the tests, long enough for a server' }
  const proving = { ...secrets, IDENTITY_SECRET: SECRET }
  const [linking, proofs, locked, nameOnly, limited] = await Promise.all([
    startApp(databaseUrl, { ...secrets, DATABASE_WRITE_URL: databaseUrl }),
    startApp(databaseUrl, proving),
    startApp(databaseUrl, { ...proving, IDENTITY_REQUIRED: 'reveal' }),
    startApp(databaseUrl, { ...proving, IDENTITY_REQUIRED: 'profile' }),
    startApp(databaseUrl, { ...env, SEARCH_LIMIT_PER_MINUTE: '1' }),
  ])
  const { web, app: chinese, ambiguous } = SAMPLE_VISITORS
  const sign = (subject: string, hoursAgo = 2, secret = SECRET) =>
    signToken(
      secret,
      { subject, visitorImId: null, audience: null, validSeconds: 4 * 3600 },
      Date.now() - hoursAgo * HOUR_MS,
    )
  const [emma, nobody, old, forged] = await Promise.all([
    sign(EMMA),
    sign('no-such-number'),
    sign(EMMA, 9),
    sign(EMMA, 0, 'somebody else’s secret, just as long'),
  ])
  const asked = (on: TestApp, visitor: string, token?: string) =>
    `${on.url}/?visitorImId=${visitor}${token === undefined ? '' : `&customUserToken=${token}`}`

  const fromAgent = (visitor: string) =>
    `/?visitorImId=${visitor}&originType=app&nickname=Guest&agentId=7&agentName=Tom&tenantId=3`
  const open = async (visitor: string, number: string) =>
    openFirst(linking, await searchFrom(linking, fromAgent(visitor), number))
  const formOf = async (address: string) => {
    const { body } = await linking.json(address).expect(200)
    const { form } = (body as { link: { form: { action: string; page: string } } }).link
    return { action: form.action, fields: { page: form.page } }
  }
  const send = async (address: string) => {
    const { action, fields } = await formOf(address)
    await linking.form(action, fields).expect(200)
  }
  const [opened, late] = await Promise.all([open('new-visitor', EMMA), open('taken-visitor', JACK)])
  const lateForm = await formOf(late)
  await send(await open('taken-visitor', EMMA))
  await send(await open('linked-visitor', EMMA))
  await send(await open('unlinked-visitor', EMMA))
  const undone = await formOf(fromAgent('unlinked-visitor'))
  await send(fromAgent('unlinked-visitor'))

  const shown = async (on: TestApp) => {
    const { text } = await proofs.get(`/?visitorImId=${web}`).expect(200)
    const { action, visit, proofs: values } = readRevealForm(text)
    return { url: on.url + action, form: { visit, value: values[0] ?? '' } }
  }
  const search = async () => {
    const { body } = await limited.json('/?visitorImId=nobody-yet').expect(200)
    const { page } = (body as { search: { page: string } }).search
    return { page, term: 'Johansson' }
  }
  const searchForm = await search()
  const spend = async () => {
    // Repeats until nothing is left and nothing more arrives.
    for (;;) {
      const { headers } = await limited.form('/search', searchForm)
      if (Number(headers['retry-after'] ?? 0) > 5) return
      await sleep(100)
    }
  }

  const states: State[] = [
    { name: 'proved', url: asked(proofs, web, emma) },
    { name: 'proved, in no table', url: asked(proofs, 'nobody-yet', nobody) },
    { name: 'known, not proved', url: asked(proofs, web) },
    { name: 'proof expired', url: asked(proofs, web, old) },
    { name: 'proof expired, unknown', url: asked(proofs, 'nobody-yet', old) },
    { name: 'proof failed', url: asked(proofs, web, forged) },
    { name: 'proof failed, unknown', url: asked(proofs, 'nobody-yet', forged) },
    { name: 'proof and link disagree', url: asked(proofs, chinese, emma) },
    { name: 'proof of nobody beside a link', url: asked(proofs, web, nobody) },
    { name: 'masked values locked', url: asked(locked, web) },
    { name: 'name only', url: asked(nameOnly, web) },
    { name: 'name only, several', url: asked(nameOnly, ambiguous) },
    { name: 'a value shown', ...(await shown(proofs)) },
    { name: 'a value refused', ...(await shown(locked)), code: 'proof_required' },
    { name: 'opened by hand, to be linked', url: `${linking.url}${opened}?` },
    { name: 'linked just now', url: `${linking.url}/link`, form: (await formOf(opened)).fields },
    { name: 'linked by an agent', url: linking.url + fromAgent('linked-visitor') },
    { name: 'linked to somebody else meanwhile', url: `${linking.url}/link`, form: lateForm.fields },
    { name: 'nothing to undo', url: `${linking.url}/unlink`, form: undone.fields },
    { name: 'expired form', url: `${linking.url}/link`, form: { page: 'AAAA' }, code: 'link_expired' },
    {
      name: 'too many searches',
      url: `${limited.url}/search`,
      form: searchForm,
      code: 'too_many_searches',
      before: spend,
    },
  ]
  return { states, apps: [linking, proofs, locked, nameOnly, limited] }
}
