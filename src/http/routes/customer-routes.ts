import type { Router } from 'express'
import type { Admission } from '../middleware/admission.ts'
import { createCustomerPage, type CustomerPageOptions } from '../customer-page/customer-page.ts'
import { createLinkProved } from '../customer-page/link-proved.ts'
import { addLinkRoutes } from './link-routes.ts'
import type { Identifier } from '../customer-page/identify.ts'
import { addOpenRoute } from './open-route.ts'
import { createPageLink, type PageLinkOptions } from '../customer-page/page-link.ts'
import { addPageRoute } from './page-route.ts'
import { createPageSearch, type PageSearchOptions } from '../customer-page/page-search.ts'
import { addRevealRoute } from './reveal-route.ts'
import type { SearchLimit } from './search-limit.ts'
import { addSearchRoutes } from './search-route.ts'
import type { Renderer } from '../../page/html/renderer.ts'

interface Options extends Omit<CustomerPageOptions, 'pageSearch' | 'pageLink' | 'linkProved'> {
  identify: Identifier
  renderer: Renderer
  admission: Admission
  linking: PageLinkOptions
  search: Omit<PageSearchOptions, 'log' | 'logId'> & { limit: SearchLimit }
}

/** Adds everything that is about one visitor: their page, and what its forms ask for. */
export function addCustomerRoutes(router: Router, options: Options): void {
  const { search, linking, log, logId } = options
  const pageSearch = createPageSearch({ ...search, log, logId })
  const linkProved = createLinkProved(linking.proved, options)
  const makePage = createCustomerPage({
    ...options,
    pageSearch,
    pageLink: createPageLink(linking),
    linkProved,
  })
  addPageRoute(router, { ...options, makePage })
  addRevealRoute(router, { ...options, makePage })
  if (search.search) addSearchRoutes(router, { ...options, ...search, makePage })
  addOpenRoute(router, { ...options, ...search, makePage })
  const { linker, seals } = linking
  if (linker) addLinkRoutes(router, { ...options, linker, seals, makePage })
}
