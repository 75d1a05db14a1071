import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ejs from 'ejs'
import type { Language } from '../visit/language.ts'
import type { ErrorModel } from './error-model.ts'
import type { PageModel } from './page-model.ts'
import { languageOf, languageOfLabel } from './text-language.ts'
import { TEXTS } from './texts.ts'

export interface Renderer {
  page(model: PageModel): string
  error(model: ErrorModel): string
}

type Template = (locals: Record<string, unknown>) => string

/**
 * What every template may name. `partial` renders another template; EJS's own `include` would look on the disk.
 * `lang` is the attribute of a text in another language than the page's, `labelLang` that of a company's label.
 */
const LOCALS = ['model', 'content', 'texts', 'asset', 'partial', 'lang', 'labelLang'] as const

/**
 * Compiles the templates, once.
 *
 * @param directory holds `layout.ejs`, `page.ejs`, `error.ejs` and `partials/*.ejs`
 * @param asset     the hashed address of a public file
 */
export function createRenderer(directory: string, asset: (name: string) => string): Renderer {
  const templates = new Map<string, Template>()
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.ejs')) templates.set(name.slice(0, -'.ejs'.length), compile(join(directory, name)))
  }

  function renderIn(language: Language) {
    const attribute = (code: string | null) => (code === null ? '' : ` lang="${code}"`)
    const shared = {
      texts: TEXTS[language],
      asset,
      partial: (name: string, model: unknown) => render(`partials/${name}`, model),
      lang: (text: string) => attribute(languageOf(text, language)),
      labelLang: (text: string) => attribute(languageOfLabel(text, language)),
    }
    function render(name: string, model: unknown, content = ''): string {
      const template = templates.get(name)
      if (!template) throw new Error(`There is no template ${name}`)
      return template({ ...shared, model, content })
    }
    return (name: string, model: object) => render('layout', model, render(name, model))
  }

  const render = { en: renderIn('en'), zh: renderIn('zh') }
  return {
    page: (model) => render[model.language]('page', model),
    error: (model) => render[model.language]('error', model),
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
