import type { Renderer } from '../page/html/renderer.ts'
import type { ErrorModel } from '../page/model/error-model.ts'

/** Stands in a page for the number of its request. */
const REQUEST_ID = '{request}'

/**
 * Renders the page that says "overloaded" once for each language, with and without a form before it: under an overload,
 * what a refusal costs is taken from those who are served. Only the number of the request is another one.
 */
export function createOverloadPage(renderer: Renderer): (model: ErrorModel) => string {
  const pages = new Map<string, string>()
  return (model) => {
    const key = `${model.language} ${String(model.isRetried)}`
    const page = pages.get(key) ?? renderer.error({ ...model, requestId: REQUEST_ID })
    pages.set(key, page)
    return page.replace(REQUEST_ID, model.requestId)
  }
}
