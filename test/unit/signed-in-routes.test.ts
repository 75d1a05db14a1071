import { describe, expect, test } from 'vitest'
import { SESSION_COOKIE } from '../../src/sign-in/cookies.ts'
import { codeOf, found, OWN, several, startRoutes, type Page } from '../support/route-app.ts'
import { readSignInPage } from '../support/sign-in.ts'

describe('signed-in agents', () => {
  const env = {
    OIDC_ISSUER: 'https://idp.example.com',
    OIDC_CLIENT_ID: 'crm',
    OIDC_CLIENT_SECRET: 'the secret of a client in tests',
  }
  const app = startRoutes({ env })
  const { seals } = app.services.signIn ?? {}
  const agent = { id: 'mei', login: null, email: null, name: 'Mei Lin', roles: [] }
  const cookie = `${SESSION_COOKIE.name}=${seals?.session.seal(agent) ?? ''}`

  test('see the page, with their name', async () => {
    const { text } = await app.get(OWN, { Cookie: cookie }).expect(200)
    expect(text).toContain('Mei Lin')
    expect(text).toContain('action="/sign-out"')
    expect(app.audits.at(-1)).toMatchObject({
      agentId: app.services.logId('agent', 'mei'),
      agentDiffers: true,
    })
  })

  test('are recorded as the authors of links', async () => {
    const linking = startRoutes({
      env,
      read: (opened) =>
        opened === null ? several('7', '8') : found(opened, { basis: 'opened', isLinked: false }),
    })
    const session = linking.services.signIn?.seals.session.seal(agent) ?? ''
    const headers = { Cookie: `${SESSION_COOKIE.name}=${session}` }
    const open = async (path: string) => (await linking.json(path).set(headers).expect(200)).body as Page
    const { link } = await open((await open(OWN)).search.open[0] ?? '')
    const { action = '', page = '' } = link?.form ?? {}
    await linking.form(action, { page }, headers).expect(200)
    expect(linking.requests).toMatchObject([{ agentId: 'mei', agentName: 'Mei Lin' }])
  })

  test.each(['', `${SESSION_COOKIE.name}=x`])(
    'must sign in before anything is looked up (cookie %j)',
    async (given) => {
      const audits = app.audits.length
      const { text, headers } = await app.get(`${OWN}&lang=zh`, { Cookie: given }).expect(401)
      expect(text).toContain('<html lang="zh')
      expect(headers['vary']).toBe('Accept, Accept-Language, Sec-Fetch-Dest')
      const { window, redirect, action, page } = readSignInPage(text)
      expect(window).toBeNull()
      expect(redirect).toMatch(/^\/sign-in\?to=[\w-]+&lang=zh$/)
      expect([action, seals?.page.open(page)]).toEqual([
        '/session',
        { path: `${OWN}&lang=zh`, language: 'zh' },
      ])
      expect(codeOf((await app.json(OWN).set('Cookie', given).expect(401)).body)).toBe('sign_in_required')
      expect(app.audits).toHaveLength(audits)
    },
  )

  test('see the sign-in page in the language of the console even if the query is invalid', async () => {
    const { text } = await app.get('/?lang=zh').expect(401)
    expect(text).toContain('<html lang="zh')
  })

  test('sign in in a window if the page is in a frame or its address exceeds a cookie', async () => {
    const redirectOf = async (path: string, destination?: string) => {
      const { text } = await app
        .get(path, destination === undefined ? {} : { 'Sec-Fetch-Dest': destination })
        .expect(401)
      return readSignInPage(text).redirect
    }
    for (const frame of ['iframe', 'frame', 'embed', 'object'])
      expect(await redirectOf(OWN, frame)).toBeNull()
    const { text } = await app.get(OWN, { 'Sec-Fetch-Dest': 'iframe' })
    expect(readSignInPage(text).window).toMatch(/^\/sign-in\?pane=[\w-]+&lang=en$/)
    expect(await redirectOf(OWN, 'document')).not.toBeNull()
    expect(await redirectOf(`/?${'x'.repeat(1998)}`)).not.toBeNull()
    expect(await redirectOf(`/?${'x'.repeat(1999)}`)).toBeNull()
  })

  test('do not return to the address of a form', async () => {
    const { text } = await app.form('/reveal', {}, { Accept: 'text/html' }).expect(401)
    expect(seals?.page.open(readSignInPage(text).page)).toMatchObject({ path: null })
  })

  test('cannot use the code of another pane', async () => {
    const page = seals?.page.seal({ path: OWN, language: 'zh' }) ?? ''
    const site = { 'Sec-Fetch-Site': 'same-origin', Accept: 'text/html' }
    const { text } = await app.form('/session', { code: 'x', secret: 'y', page }, site).expect(403)
    expect(text).toContain('<html lang="zh')
    expect(app.events('sign_in_failed').at(-1)).toMatchObject({ failure: 'code' })
    const { body } = await app
      .form('/session', { code: 'x' }, { 'Sec-Fetch-Site': 'same-origin' })
      .expect(400)
    expect(codeOf(body)).toBe('bad_request')
  })

  test('end their session by signing out', async () => {
    const site = { 'Sec-Fetch-Site': 'same-origin', Accept: 'text/html', Cookie: cookie }
    const { headers, text } = await app.form('/sign-out', { lang: 'zh' }, site).expect(200)
    expect(String(headers['set-cookie'])).toMatch(
      new RegExp(`^${SESSION_COOKIE.name}=;.*Expires=Thu, 01 Jan 1970`),
    )
    expect(text).toContain('<html lang="zh')
    expect(app.events('sign_out').at(-1)).toMatchObject({ agentId: app.services.logId('agent', 'mei') })
    expect(codeOf((await app.form('/sign-out', { lang: 'zh' }).expect(403)).body)).toBe('cross_site_request')
  })
})
