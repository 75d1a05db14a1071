import type { Router } from 'express'
import type { Admission } from './admission.ts'
import { createCustomerPage, type CustomerPageOptions } from './customer-page.ts'
import type { Identifier } from './identify.ts'
import { addPageRoute } from './page-route.ts'
import { addRevealRoute } from './reveal-route.ts'
import type { Renderer } from '../page/html/renderer.ts'

interface Options extends CustomerPageOptions {
  identify: Identifier
  renderer: Renderer
  admission: Admission
}

/** Adds everything that is about one visitor: their page, and what its forms ask for. */
export function addCustomerRoutes(router: Router, options: Options): void {
  const makePage = createCustomerPage(options)
  addPageRoute(router, { ...options, makePage })
  addRevealRoute(router, { ...options, makePage })
}
