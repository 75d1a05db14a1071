import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ejs from 'ejs'
import type { ErrorModel } from './error-model.ts'
import type { PageModel } from './page-model.ts'
import { TEXTS } from './texts.ts'

export interface Renderer {
  page(model: PageModel): string
  error(model: ErrorModel): string
}

type Template = (locals: Record<string, unknown>) => string

/** What every template may name. `partial` renders another template; EJS's own `include` would look on the disk. */
const LOCALS = ['model', 'texts', 'asset', 'partial'] as const

/**
 * Compiles the templates, once.
 *
 * @param directory holds `page.ejs`, `error.ejs` and `partials/*.ejs`
 * @param asset     the hashed address of a public file
 */
export function createRenderer(directory: string, asset: (name: string) => string): Renderer {
  const templates = new Map<string, Template>()
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.ejs')) templates.set(name.slice(0, -'.ejs'.length), compile(join(directory, name)))
  }

  function render(name: string, model: object, language: PageModel['language']): string {
    const template = templates.get(name)
    if (!template) throw new Error(`There is no template ${name}`)
    const partial = (part: string, partModel: object) => render(`partials/${part}`, partModel, language)
    return template({ model, texts: TEXTS[language], asset, partial })
  }

  return {
    page: (model) => render('page', model, model.language),
    error: (model) => render('error', model, model.language),
  }
}

function compile(filename: string): Template {
  return ejs.compile(readFileSync(filename, 'utf8'), {
    filename,
    strict: true,
    _with: false,
    destructuredLocals: [...LOCALS],
    rmWhitespace: true,
    compileDebug: false,
  })
}
