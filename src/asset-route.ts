import type { RequestHandler } from 'express'
import type { PublicFiles } from './page/public-files.ts'

/** Serves `public/` under names that change with the content, so that a browser may keep them for good. */
export function createAssetRoute(files: PublicFiles): RequestHandler<{ name: string }> {
  return (request, response, next) => {
    const file = files.find(request.params.name)
    if (!file) {
      next()
      return
    }
    response
      .set({ 'Content-Type': file.type, 'Cache-Control': 'public, max-age=31536000, immutable' })
      .send(file.body)
  }
}
