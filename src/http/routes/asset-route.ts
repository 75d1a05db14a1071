import type { RequestHandler } from 'express'
import { ENCODINGS, type PublicFiles } from '../../page/html/public-files.ts'

export function createAssetRoute(files: PublicFiles): RequestHandler<{ name: string }> {
  return async (request, response, next) => {
    const file = files.find(request.params.name)
    if (!file) {
      next()
      return
    }
    // `acceptsEncodings` with a list follows the browser's order, which begins with gzip.
    const encoding = ENCODINGS.find((name) => request.acceptsEncodings(name)) ?? 'identity'
    if (encoding !== 'identity') response.set('Content-Encoding', encoding)
    // Another version's file is not cached.
    if (file.hashedName === request.params.name)
      response.set('Cache-Control', 'public, max-age=31536000, immutable')
    response
      .vary('Accept-Encoding')
      .set({
        'Content-Type': file.type,
        // In a sandboxed frame the page has an opaque origin, so these files are cross-origin.
        'Cross-Origin-Resource-Policy': 'cross-origin',
      })
      .send(await file.encode(encoding))
  }
}
