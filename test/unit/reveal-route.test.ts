import { describe, expect, test } from 'vitest'
import { readRevealForm } from '../support/reveal-form.ts'
import { PHONE, codeOf, OWN, startRoutes } from '../support/route-app.ts'

describe('reveal', () => {
  const app = startRoutes()
  const formOf = async (on = app) => {
    const { visit, proofs, action } = readRevealForm((await on.get(OWN)).text)
    return { action, fields: { visit, value: proofs[0] ?? '' } }
  }

  test('returns the value to the form of its page, and audits it', async () => {
    const { action, fields: sent } = await formOf()
    const { body, headers } = await app.form(action, sent).expect(200)
    expect([action, body]).toEqual(['/reveal', expect.objectContaining({ value: PHONE })])
    expect(headers).not.toHaveProperty('server-timing')
    expect(app.audits.at(-1)).toMatchObject({
      action: 'reveal',
      panel: null,
      field: 'phone',
      customerId: '7',
    })
    expect(app.audits.at(-1)).not.toHaveProperty('reason')
  })
  test('shows the value on the page without JavaScript', async () => {
    const { action, fields: sent } = await formOf()
    const { text } = await app.form(action, sent, { Accept: 'text/html' }).expect(200)
    expect(text).toContain(PHONE)
    // It cannot be requested again by its address.
    expect(text).not.toContain('data-reload')
    expect((await app.get(OWN)).text).toContain('data-reload')
    const again = await app.form(action, { visit: sent.visit }, { Accept: 'text/html' }).expect(200)
    expect(again.text).not.toContain(PHONE)
    expect(app.audits.at(-1)).toMatchObject({ action: 'view' })
  })
  test('masks the value again when another request follows, also in JSON', async () => {
    const { action, fields: sent } = await formOf()
    const { body } = await app.form(action, { visit: sent.visit }).expect(200)
    expect(body).toMatchObject({ outcome: 'found', customer: { id: '7' } })
    const { text } = await app.form(action, { ...sent, value: 'x' }, { Accept: 'text/html' }).expect(200)
    expect(text).not.toContain(PHONE)
    expect(app.audits.at(-1)).toMatchObject({ action: 'view' })
  })
  test('requires a proof if configured', async () => {
    const env = { IDENTITY_REQUIRED: 'reveal', IDENTITY_SECRET: 'k'.repeat(32) }
    const locked = startRoutes({ env })
    const { visit } = readRevealForm((await app.get(OWN)).text)
    expect(codeOf((await locked.form('/reveal', { visit, value: 'x' }).expect(403)).body)).toBe(
      'proof_required',
    )
    const { text } = await locked.form('/reveal', { visit }, { Accept: 'text/html' }).expect(200)
    expect(text).not.toContain(PHONE)
  })
  test.each<[string, (sent: Record<string, string>) => Record<string, string>, number, string]>([
    ['without a sealed page', (sent) => ({ ...sent, visit: 'x' }), 404, 'reveal_expired'],
    ['with an unsigned value', (sent) => ({ ...sent, value: 'x' }), 404, 'reveal_expired'],
    ['with an unexpected field', (sent) => ({ ...sent, reason: 'x' }), 400, 'bad_request'],
  ])('is refused for a form %s', async (_what, change, status, code) => {
    const { action, fields: sent } = await formOf()
    expect(codeOf((await app.form(action, change(sent)).expect(status)).body)).toBe(code)
  })
  test('is refused to other sites and other methods', async () => {
    const { action, fields: sent } = await formOf()
    const site = { 'Sec-Fetch-Site': 'cross-site' }
    expect(codeOf((await app.form(action, sent, site).expect(403)).body)).toBe('cross_site_request')
    const { body, headers } = await app.json(action).expect(405)
    expect([codeOf(body), headers['allow']]).toEqual(['method_not_allowed', 'POST'])
  })
  test('requires a reason if configured', async () => {
    const env = { REVEAL_REASON: 'required', REVEAL_REASONS: 'complaint=Complaint|投诉, refund=Refund' }
    const strict = startRoutes({ env })
    const { action, fields: sent } = await formOf(strict)
    const { text } = await strict.get(`${OWN}&lang=zh`)
    expect(text).toContain('投诉')
    for (const reason of [{}, { reason: 'none' }])
      expect(codeOf((await strict.form(action, { ...sent, ...reason }).expect(400)).body)).toBe(
        'reason_required',
      )
    expect((await strict.form(action, { ...sent, reason: 'refund' }).expect(200)).body).toMatchObject({
      value: PHONE,
    })
    expect(strict.audits.at(-1)).toMatchObject({ action: 'reveal', reason: 'refund' })
    const page = await strict.form(action, { ...sent, reason: 'refund' }, { Accept: 'text/html' }).expect(200)
    expect(page.text).toContain(PHONE)
    expect(page.text).toMatch(/value="refund"[^>]* (checked|selected)/)
    // To mask everything again takes none.
    await strict.form(action, { visit: sent.visit }).expect(200)
  })

  test('counts the parameters that did not fit into the form', async () => {
    const long = Array.from({ length: 4 }, (_one, index) => `&long${String(index)}=${'x'.repeat(900)}`).join(
      '',
    )
    const notReadOf = (body: unknown) => (body as { visit: { notRead: number } }).visit.notRead
    const { body } = await app.json(OWN + long).expect(200)
    const { visit } = readRevealForm((await app.get(OWN + long)).text)
    const { body: posted } = await app.form('/reveal', { visit }).expect(200)
    expect([notReadOf(body), notReadOf(posted)]).toEqual([0, 1])
  })
})
