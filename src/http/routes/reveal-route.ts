import type { RequestHandler, Router } from 'express'
import { z } from 'zod'
import type { CustomerPageOptions } from '../customer-page/customer-page.ts'
import { addSealedFormRoute, readFields } from './form.ts'
import { HttpError } from '../middleware/http-error.ts'
import { REVEAL_PATH } from '../customer-page/paths.ts'
import { wantsJson } from '../middleware/wants-json.ts'
import { sendPage, sendView, type PageRouteOptions } from './send-page.ts'

type Options = PageRouteOptions & Pick<CustomerPageOptions, 'pageSeal' | 'revealReasons'>

const formSchema = z.strictObject({ visit: z.string(), value: z.string().optional() })
const formWithReason = formSchema.extend({ reason: z.string().optional() })

/** The page with one masked value revealed, or as JSON only that value; without a value everything is masked. */
export function addRevealRoute(router: Router, options: Options): void {
  const { buildPage, pageSeal, revealReasons, audit, admission } = options
  const hasReasons = revealReasons.length > 0

  const reveal: RequestHandler = async (request, response) => {
    const fields: z.output<typeof formWithReason> = readFields(
      hasReasons ? formWithReason : formSchema,
      request.body,
    )
    const { visit, value: proof = null } = fields
    const reason = revealReasons.find(({ key }) => key === fields.reason)?.key ?? null
    if (proof !== null && hasReasons && reason === null) throw new HttpError('reason_required')
    const page = pageSeal.open(visit, 'reveal')
    if (!page) throw new HttpError('reveal_expired')
    const model = await buildPage(response, page.request, { revealRequest: { page, proof, reason } })
    const { revealed, requestId } = model
    if (proof !== null && model.isLocked) throw new HttpError('proof_required')
    if (model.isRefused) throw new HttpError('role_required')
    const isPage = proof === null || !wantsJson(request)
    if (revealed) {
      const { place, value, text, href } = revealed
      const { panel, column: field } = place
      await audit.record(response.locals, 'reveal', { panel, field, reason: reason ?? undefined })
      if (isPage) sendPage(response, options, model)
      else response.json({ ...place, value, text, href, requestId })
    } else if (isPage) await sendView(response, options, model)
    // The value has changed, or the page now belongs to another customer.
    else throw new HttpError('reveal_expired')
  }

  addSealedFormRoute(router, REVEAL_PATH, admission, reveal)
}
