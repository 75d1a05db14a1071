import type { RequestHandler } from 'express'
import { ENCODINGS, type PublicFiles } from '../../page/html/public-files.ts'

/** Serves `public/` under names that change with the content, so that a browser may keep them for good. */
export function createAssetRoute(files: PublicFiles): RequestHandler<{ name: string }> {
  return (request, response, next) => {
    const file = files.find(request.params.name)
    if (!file) {
      next()
      return
    }
    // One by one: asked for all at once, browsers name gzip first.
    const encoding = ENCODINGS.find((name) => request.acceptsEncodings(name)) ?? 'identity'
    if (encoding !== 'identity') response.set('Content-Encoding', encoding)
    response
      .vary('Accept-Encoding')
      .set({
        'Content-Type': file.type,
        'Cache-Control': 'public, max-age=31536000, immutable',
        // In a sandboxed frame the page has an origin of its own, to which these files are another site's.
        'Cross-Origin-Resource-Policy': 'cross-origin',
      })
      .send(file.bodies[encoding])
  }
}
