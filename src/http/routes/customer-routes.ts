import express, { type Router } from 'express'
import { notFound } from '../middleware/http-error.ts'
import { createCustomerPage, type CustomerPageOptions } from '../customer-page/customer-page.ts'
import { createLinkProved } from '../customer-page/link-proved.ts'
import { addLinkRoutes } from './link-routes.ts'
import type { IdentityVerifier } from '../customer-page/verify-identity.ts'
import { addOpenRoute } from './open-route.ts'
import { addPageRoute } from './page-route.ts'
import { createPageSearch, type PageSearchOptions } from '../customer-page/page-search.ts'
import { addRevealRoute } from './reveal-route.ts'
import type { SearchLimit } from './search-limit.ts'
import { addSearchRoutes } from './search-route.ts'
import type { PageRouteOptions } from './send-page.ts'
import { setWindow, removedWindowRoutes, addTrailingSlash } from './window-route.ts'
import type { BackgroundLinker } from '../../customer/background-linker.ts'
import type { Linker } from '../../customer/link.ts'
import type { ProfileReader } from '../../customer/profile.ts'

interface Options
  extends
    Omit<PageRouteOptions, 'buildPage'>,
    Omit<CustomerPageOptions, 'pageSearch' | 'linker' | 'linkProved'> {
  windows: readonly { name: string; readProfile: ProfileReader }[]
  verifyIdentity: IdentityVerifier
  linking: { linker: Linker | null; backgroundLinker: BackgroundLinker | null }
  search: Omit<PageSearchOptions, 'log' | 'logId' | 'audit'> & { limit: SearchLimit }
}

/**
 * The main page and each window. Links and forms derive from `request.baseUrl`, so they lead back to the same window.
 */
export function addCustomerRoutes(router: Router, options: Options): void {
  const { search, linking, log, logId, audit, windows } = options
  const pageSearch = createPageSearch({ ...search, log, logId, audit })
  const { linker } = linking
  const linkProved = createLinkProved(linking.backgroundLinker, options)

  function addPages(pages: Router, readProfile: ProfileReader): void {
    const buildPage = createCustomerPage({ ...options, readProfile, pageSearch, linker, linkProved })
    addPageRoute(pages, { ...options, buildPage })
    addRevealRoute(pages, { ...options, buildPage })
    if (search.search) addSearchRoutes(pages, { ...options, ...search, buildPage })
    addOpenRoute(pages, { ...options, ...search, buildPage })
    if (linker) addLinkRoutes(pages, { ...options, linker, buildPage })
  }

  addPages(router, options.readProfile)
  for (const { name, readProfile } of windows) {
    const pages = express.Router()
    addPages(pages, readProfile)
    router.use(addTrailingSlash(name))
    router.use(`/${name}`, setWindow(name), pages, notFound)
  }
  router.use(removedWindowRoutes)
}
